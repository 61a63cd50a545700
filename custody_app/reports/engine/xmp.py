"""The XMP packet: what kind of PDF this is, what it is about, and which record it shows (ISO 19005-3, 6.6)."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from custody_app.i18n import visible

NAMESPACE = "urn:custody:report:1"
PROPERTIES = {
    "case": "Number of the case",
    "recordDigest": "SHA-256 of the attached evidence.json",
    "logRoot": "Root of the log at the checkpoint that is shown",
    "logSize": "Number of entries under that root",
}


@dataclass(frozen=True, slots=True)
class About:
    """What the file says about itself.

    Attributes:
        title: shown in the reader's title bar.
        language: a language tag (RFC 5646), such as `es`.
        created: the moment of the snapshot as `2026-03-04T07:42:00Z`.
        author: who made it, printed as given.
        producer: the program and its version.
        subject: one line about the content.
        case, record_digest, log_root, log_size: which record it shows; empty where there is none.
    """

    title: str
    language: str
    created: str
    author: str = ""
    producer: str = "Custody"
    subject: str = ""
    case: str = ""
    record_digest: str = ""
    log_root: str = ""
    log_size: str = ""


def _clean(text: str) -> str:
    return escape(visible(text))


def _described(name: str, text: str) -> str:
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
        f"<pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>"
    )


def _schema(title: str, namespace: str, prefix: str, properties: str) -> str:
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )


def packet(about: About) -> bytes:
    """Return the XMP packet in UTF-8; the same facts give the same bytes."""
    own = {
        "case": about.case,
        "recordDigest": about.record_digest,
        "logRoot": about.log_root,
        "logSize": about.log_size,
    }
    ua_part = (
        '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
        "<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
        "<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li>"
    )
    schemas = _schema("PDF/UA identification", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", ua_part)
    schemas += _schema("Custody report", NAMESPACE, "custody", "".join(_described(n, t) for n, t in PROPERTIES.items()))
    author = (
        f"<dc:creator><rdf:Seq><rdf:li>{_clean(about.author)}</rdf:li></rdf:Seq></dc:creator>" if about.author else ""
    )
    told = f'<rdf:Alt><rdf:li xml:lang="x-default">{_clean(about.subject)}</rdf:li></rdf:Alt>'
    subject = f"<dc:description>{told}</dc:description>" if about.subject else ""
    values = "".join(f"<custody:{name}>{_clean(value)}</custody:{name}>" for name, value in own.items() if value)
    body = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" '
        'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
        'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
        f'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" xmlns:custody="{NAMESPACE}">'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{_clean(about.title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{_clean(about.language)}</rdf:li></rdf:Bag></dc:language>"
        f"{author}{subject}<pdf:Producer>{_clean(about.producer)}</pdf:Producer>"
        f"<xmp:CreatorTool>{_clean(about.producer)}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{about.created}</xmp:CreateDate><xmp:ModifyDate>{about.created}</xmp:ModifyDate>{values}"
        f"<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    )
    return body.encode("utf-8")
