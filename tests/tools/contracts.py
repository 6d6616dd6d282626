"""An import contract of our own: what is called `views` or `forms` in a room is nobody else's business."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class StaysInside(Contract):
    """Modules of these names are imported from inside their own room alone, or by the modules excepted.

    `open_rooms` have modules of these names that are for everybody.
    """

    type_name = "stays_inside"
    names = fields.SetField(subfield=fields.StringField())
    open_rooms = fields.SetField(subfield=fields.StringField(), required=False)
    except_for = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        names: Any = self.names
        open_rooms: Any = self.open_rooms or set()
        excepted: Any = self.except_for or set()
        broken = [
            (importer, private)
            for private in sorted(graph.modules)
            if names.intersection(private.split(".")[2:3]) and _room(private) not in open_rooms
            for importer in sorted(graph.find_modules_that_directly_import(private))
            if importer not in excepted and _room(importer) != _room(private)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, private in check.metadata["broken"]:
            output.print_error(f"{importer} imports {private}, which belongs to another room.")


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])
