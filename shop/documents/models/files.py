"""Files that people upload, such as a licence: kept in the database, handed out by whoever links to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.documents.words import FileKind
from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, Word, one_of


class StoredFile(AppendOnly, db.Model):
    """A file as it is handed out again: a PDF as it came, an image made anew. ``name`` is random.

    ``purpose`` is what for, in a word of the slice that links to it, such as ``supplier.licence``; whose it is the link
    says. ``file_name`` is what the uploader called it, to be shown and never used. ``sha256`` and ``size`` are of what
    is kept; ``source_sha256`` is of what was uploaded, by which the same file is known again.

    The bytes lie in the database: they stand or fall with the transaction that names them, every server reads them,
    and a backup cannot miss them. They are never loaded with the row.
    """

    __tablename__ = "stored_file"
    __table_args__ = (one_of("kind", FileKind), CheckConstraint("size > 0", name="something"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    name: Mapped[str] = mapped_column(String(43), unique=True)
    purpose: Mapped[str] = mapped_column(String(40))
    kind: Mapped[FileKind] = mapped_column(Word(FileKind))
    sha256: Mapped[str] = mapped_column(String(64))
    source_sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    file_name: Mapped[str] = mapped_column(String(120))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
