"""The wire types of SSH, as far as keys and signatures need them (RFC 4251, section 5)."""

from __future__ import annotations

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_


def ssh_string(content: bytes) -> bytes:
    """Return `content` behind its length: uint32 big-endian, then the bytes."""
    return len(content).to_bytes(4, "big") + content


def ssh_mpint(number: int) -> bytes:
    """Return a whole number ≥ 0 as an mpint: shortest big-endian bytes, a zero byte first if the top bit is set."""
    return ssh_string(number.to_bytes(number.bit_length() // 8 + 1, "big") if number else b"")


class SshReader:
    """Reads SSH wire types one after the other.

    Args:
        content: the bytes to read; every method raises `InputWrong` SSH_WIRE where they end too early.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._position = 0

    def take(self, length: int) -> bytes:
        """Return the next `length` bytes."""
        end = self._position + length
        if end > len(self._content):
            raise _wire_wrong()
        taken, self._position = self._content[self._position : end], end
        return taken

    def uint32(self) -> int:
        """Return the next four bytes as a number, big-endian."""
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        """Return the next string: uint32 length, then that many bytes."""
        return self.take(self.uint32())

    def mpint(self) -> int:
        """Return the next mpint; negative numbers and needless zero bytes are refused."""
        content = self.string()
        number = int.from_bytes(content, "big")
        if ssh_mpint(number) != ssh_string(content):
            raise _wire_wrong()
        return number

    def at_end(self) -> bool:
        """Say whether every byte was read."""
        return self._position == len(self._content)

    def expect_end(self) -> None:
        """Raise `InputWrong` SSH_WIRE if bytes are left over."""
        if not self.at_end():
            raise _wire_wrong()


def _wire_wrong() -> InputWrong:
    return InputWrong(
        "SSH_WIRE",
        N_("The key or signature is cut short, or has bytes that do not belong to it."),
        advice=N_("Ask for the file again; it may have been damaged on the way."),
    )
