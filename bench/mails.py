"""Mails for measuring: four languages, about 2 kB, some with markup, a file, or as an answer."""
import base64
import pathlib

# lmtp_load fills in NUMBER, PROCESS and EARLIER, so nobody writes twice unless he answers.
STORIES = [
    ("en", "Margaret Holt", "Washing machine leaks",
     "Hello,\n\nyour people delivered and installed my washing machine yesterday. After the first "
     "wash there is water under the front left corner. The floor is laminate and I am worried "
     "about the neighbours below. I have shut the water tap. What shall I do?"),
    ("lt", "Rūta Žukauskienė", "Neveikia šildymas",
     "Laba diena,\n\nnuo vakar vakaro neveikia katilas, ekrane rodo klaidą E4. Namuose du maži "
     "vaikai, kambaryje jau tik 15 laipsnių. Labai prašau kuo greičiau atsiųsti meistrą."),
    ("bn", "ফাতিমা রহমান", "ওয়াশিং মেশিন থেকে পানি পড়ছে",
     "আসসালামু আলাইকুম,\n\nগতকাল আপনাদের লোক এসে ওয়াশিং মেশিন বসিয়ে দিয়ে গেছেন। প্রথমবার চালানোর "
     "পর থেকেই নিচ দিয়ে পানি পড়ছে। মেঝে ভিজে গেছে। আমি কল বন্ধ করে রেখেছি। এখন কী করব?"),
    ("ta", "மீனா சுப்பிரமணியம்", "குளிர்சாதனப் பெட்டி குளிரவில்லை",
     "வணக்கம்,\n\nநேற்று இரவிலிருந்து குளிர்சாதனப் பெட்டி குளிரவில்லை. உள்ளே இருக்கும் உணவு "
     "கெட்டுப்போகிறது. தயவுசெய்து விரைவில் ஒருவரை அனுப்புங்கள்."),
]
KINDS = ["plain", "html", "long", "file", "html", "long"]
PICTURE = bytes(range(256)) * 5


def encoded(text: str) -> str:
    return base64.encodebytes(text.encode()).decode()


def word_of(text: str) -> str:
    return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


def part(kind: str, text: str) -> str:
    return (f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
            f"{encoded(text)}")


def several(kind: str, parts: list) -> str:
    inner = "".join(f"--mark\n{one}\n" for one in parts)
    return f'Content-Type: multipart/{kind}; boundary="mark"\n\n{inner}--mark--\n'


def markup(text: str) -> str:
    lines = "".join(f'<p style="margin:0 0 12px">{line}</p>' for line in text.split("\n\n"))
    return (f'<html><head><style>p {{ color: #222 }}</style></head><body><div dir="ltr">{lines}'
            '<table><tr><td>Nordhome</td><td><a href="https://shop.example/order/48213">48213</a>'
            "</td></tr></table></div></body></html>")


def body_of(kind: str, text: str) -> str:
    if kind == "html":
        return several("alternative", [part("plain", text), part("html", markup(text))])
    if kind == "file":
        file = ("Content-Type: image/png; name=photo.png\nContent-Transfer-Encoding: base64\n"
                "Content-Disposition: attachment; filename=photo.png\n\n"
                + base64.encodebytes(PICTURE).decode())
        return several("mixed", [part("plain", text), file])
    return part("plain", text * 5 if kind == "long" else text)


def mail(index: int) -> str:
    language, name, subject, text = STORIES[index % len(STORIES)]
    kind = "answer" if index % 8 == 7 else KINDS[index // len(STORIES)]
    who = "EARLIER" if kind == "answer" else "NUMBER"
    head = [f"From: {word_of(name)} <c{who}.PROCESS@customer.example>",
            "To: help@nordhome.example", f"Subject: {word_of(subject)} NUMBER",
            "Date: Tue, 24 Nov 2026 10:00:00 +0000", f"Content-Language: {language}",
            "Received: from mx.customer.example by mail.nordhome.example; "
            "Tue, 24 Nov 2026 10:00:01 +0000", "MIME-Version: 1.0"]
    if kind == "answer":
        head.append("In-Reply-To: <load.PROCESS.EARLIER@customer.example>")
    return "\n".join(head) + "\n" + body_of(kind, text)


def corpus(folder: pathlib.Path) -> list:
    """The files; lmtp_load takes one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{index:02}.eml" for index in range(24)]
    for index, path in enumerate(paths):
        path.write_text(mail(index), encoding="utf-8")
    return paths
