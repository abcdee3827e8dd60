"""What the library complains about, as an exception."""
import dataclasses
from typing import List, Optional


@dataclasses.dataclass(frozen=True)
class Diagnostic:
    """One complaint; line and column count from 1, None where there is none."""
    message: str
    file: Optional[str] = None
    line: Optional[int] = None
    column: Optional[int] = None
    excerpt: Optional[str] = None

    def __str__(self):
        place = ":".join(str(each) for each in (self.file, self.line, self.column) if each is not None)
        return f"{place}: {self.message}" if place else self.message


class LikmcError(Exception):
    """`status` is that of the library (1 failed, 2 bad input, 75 stopped early with a checkpoint), `diagnostics` says
    what is wrong, `file`, `line` and `column` are those of the first."""

    def __init__(self, status: int, diagnostics: List[Diagnostic]):
        self.status = status
        self.diagnostics = diagnostics or [Diagnostic("stopped" if status == 75 else "failed without a word")]
        self.file, self.line, self.column = (getattr(self.diagnostics[0], each) for each in ("file", "line", "column"))
        super().__init__("\n".join(map(str, self.diagnostics)))
