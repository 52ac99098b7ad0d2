#!/usr/bin/python3
"""What Python's email package says of mails, a line of JSON for each file.

A field about which the library raises an error is null: it has no opinion.
"""
import email
import email.policy
import json
import pathlib
import sys

AS_IT_CAME = email.policy.default.clone(refold_source="none")


def addresses(message, name):
    """Every header of that name: several are against the rules, and yet somebody is named there."""
    found = []
    for header in message.get_all(name) or []:
        found += [[one.display_name, one.addr_spec] for one in header.addresses]
    return found


def is_attachment(part) -> bool:
    """What is not shown as the text of the mail: a file by its own word, by its name or its type."""
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return True
    return part.get_content_type() not in ("text/plain", "text/html")


def leaves(part):
    """A mail within a mail is one attachment."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for child in part.iter_parts():
            yield from leaves(child)
    elif part.get_content_maintype() != "multipart":
        yield part


def content(part) -> bytes:
    """Of a mail within a mail the library keeps no bytes but writes it again."""
    if not part.is_multipart():
        return part.get_payload(decode=True) or b""
    return b"".join(one.as_bytes(policy=AS_IT_CAME) for one in part.get_payload())


def size(part) -> int:
    """Some readers make one byte of a line end while they decode, so each counts it once."""
    return len(content(part).replace(b"\r\n", b"\n"))


def parts(message):
    return [{"name": part.get_filename() or "", "type": part.get_content_type(), "size": size(part)}
            for part in leaves(message) if is_attachment(part)]


def reports(message):
    """What a report about a mail says of each recipient (RFC 3464)."""
    blocks = [block for part in message.walk()
              if part.get_content_type() == "message/delivery-status" and part.is_multipart()
              for block in part.get_payload()]
    return [[str(block["Action"]), str(block["Original-Recipient"] or block["Final-Recipient"]),
             str(block["Status"])] for block in blocks if block["Action"]]


def attempt(read, *words):
    try:
        return read(*words)
    except Exception:  # pylint: disable=broad-exception-caught
        return None


def tell(path: str) -> dict:
    message = email.message_from_bytes(pathlib.Path(path).read_bytes(), policy=email.policy.default)
    told = {"file": path, "parts": attempt(parts, message),
            "reports": attempt(reports, message),
            "subject": attempt(lambda: str(message["Subject"] or ""))}
    for name in ("From", "Reply-To", "To", "Cc"):
        told[name.lower()] = attempt(addresses, message, name)
    return told


for file in sys.argv[1:]:
    # A lone byte of no charset is a surrogate here, which JSON cannot carry to others.
    line = json.dumps(tell(file), ensure_ascii=False)
    sys.stdout.buffer.write(line.encode("utf-8", "surrogateescape").decode("utf-8", "replace").encode())
    sys.stdout.buffer.write(b"\n")
