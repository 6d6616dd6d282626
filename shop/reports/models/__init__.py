"""What reports keep: files made in the background, bulletins, and what is published."""

from shop.reports.models.bulletins import Bulletin, BulletinReader, BulletinSnapshot, BulletinStep
from shop.reports.models.files import ExportJob, ExportPiece
from shop.reports.models.publishing import PublishingChoice

__all__ = [
    "Bulletin",
    "BulletinReader",
    "BulletinSnapshot",
    "BulletinStep",
    "ExportJob",
    "ExportPiece",
    "PublishingChoice",
]
