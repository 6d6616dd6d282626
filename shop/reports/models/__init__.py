"""What reports keep: files made in the background, and bulletins."""

from shop.reports.models.bulletins import Bulletin, BulletinReader, BulletinSnapshot, BulletinStep
from shop.reports.models.files import ExportJob, ExportPiece

__all__ = ["Bulletin", "BulletinReader", "BulletinSnapshot", "BulletinStep", "ExportJob", "ExportPiece"]
