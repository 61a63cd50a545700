"""A real RFC 3161 authority: `openssl ts` with certificates made on the spot."""

import subprocess
from pathlib import Path

CONFIG = """
[tsa]
serial = {dir}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = {ess}
[ext]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[req]
distinguished_name = dn
[dn]
"""


def run(*words: str | Path) -> None:
    subprocess.run([str(w) for w in words], check=True, capture_output=True)


class Authority:
    """kind: rsa, pss or ec. `stamp(text)` gives (query, reply)."""

    def __init__(
        self, folder: Path, kind: str = "rsa", *, days: tuple[str, str] | None = None, ess: str = "sha256"
    ) -> None:
        folder.mkdir(parents=True)
        self.folder, self.kind = folder, kind
        self.key, self.pem, self.config = folder / "key.pem", folder / "tsa.pem", folder / "tsa.cnf"
        self.config.write_text(CONFIG.format(dir=folder, ess=ess))
        (folder / "serial").write_text("01\n")
        algorithm = (
            ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
            if kind == "ec"
            else ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
        )
        run("openssl", "genpkey", *algorithm, "-out", self.key)
        run(
            "openssl",
            "req",
            "-new",
            "-x509",
            "-key",
            self.key,
            "-out",
            self.pem,
            "-days",
            "3650",
            "-subj",
            f"/CN=test {folder.name}",
            "-config",
            self.config,
            "-extensions",
            "ext",
        )
        if days:
            self._sign_anew(*days)

    def _sign_anew(self, start: str, end: str) -> None:
        """Give the key a certificate that holds from `start` to `end`."""
        folder = self.folder
        run(
            "openssl",
            "req",
            "-new",
            "-key",
            self.key,
            "-out",
            folder / "csr",
            "-subj",
            f"/CN=old {folder.name}",
            "-config",
            self.config,
        )
        (folder / "index").write_text("")
        (folder / "ca.cnf").write_text(
            f"[ca]\ndefault_ca=c\n[c]\ndatabase={folder}/index\nserial={folder}/serial\nnew_certs_dir={folder}\n"
            "default_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n" + self.config.read_text()
        )
        run(
            "openssl",
            "ca",
            "-batch",
            "-selfsign",
            "-config",
            folder / "ca.cnf",
            "-keyfile",
            self.key,
            "-in",
            folder / "csr",
            "-out",
            self.pem,
            "-startdate",
            start,
            "-enddate",
            end,
            "-extensions",
            "ext",
            "-notext",
        )

    def stamp(self, text: bytes) -> tuple[bytes, bytes]:
        note, query, reply = (self.folder / n for n in ("note", "tsq", "tsr"))
        note.write_bytes(text)
        run("openssl", "ts", "-query", "-data", note, "-sha256", "-cert", "-out", query)
        run(
            "openssl",
            "ts",
            "-reply",
            "-config",
            self.config,
            "-section",
            "tsa",
            "-queryfile",
            query,
            "-signer",
            self.pem,
            "-inkey",
            self.key,
            "-out",
            reply,
        )
        return query.read_bytes(), reply.read_bytes()
