#!/usr/bin/python3
"""Letters as a clerk meets them: made by the built program from a case between two nodes, and read
with stock tools. Usage: letter_test.py HAIDANG-PROGRAM"""
import hashlib
import re
import subprocess
import sys
import unicodedata

sys.dont_write_bytecode = True
import nodes  # noqa: E402

ACCEPTED = "Accepted; the logs follow."
CERTIFIED = {
    "ar": "قُبل الطلب وسترسل السجلات لاحقاً.",
    "es": "Aceptada; los registros se enviarán.",
    "fr": "Acceptée ; les journaux suivront.",
    "pt": "Aceite; os registos seguem.",
    "ru": "Принято; журналы будут направлены.",
    "vi": "Đã chấp nhận; nhật ký sẽ được gửi sau.",
    "zh": "已接受；日志随后送达。",
}
# Set phrases that each part must hold, in the order of reading.
PHRASES = {
    "ar": ["تُهدي السلطة الموقّعة أدناه أطيب تحياتها", "ترجمة معتمدة إلى",
           "وتغتنم السلطة الموقّعة"],
    "en": ["The undersigned authority presents its compliments",
           "avails itself of this opportunity"],
    "es": ["La autoridad firmante saluda atentamente", "aprovecha esta oportunidad"],
    "fr": ["L’autorité soussignée présente ses compliments", "saisit cette occasion"],
    "pt": ["A autoridade signatária apresenta os seus cumprimentos", "aproveita esta oportunidade"],
    "ru": ["свидетельствует своё уважение", "пользуется случаем"],
    "vi": ["trân trọng gửi lời chào", "Nhân dịp này"],
    "zh": ["签署机关谨向收文机关致意", "借此机会"],
}


def tool(*words, stdin=None):
    done = subprocess.run([str(word) for word in words], input=stdin, capture_output=True,
                          timeout=120)
    assert done.returncode == 0, f"{words[0]}: {done.stdout[-500:]}{done.stderr[-500:]}"
    return done.stdout.decode()


def plain(text, language):
    """Compatibility forms as letters; without marks of direction and Arabic vowel signs, which
    readers place as they like, and as one line."""
    kept = [c for c in unicodedata.normalize("NFKC", text)
            if unicodedata.category(c) not in ("Cf", "Mn") or language != "ar"]
    kept = [c for c in kept if unicodedata.category(c) != "Cf"]
    return re.sub(r"\s+", "" if language == "zh" else " ", "".join(kept))


def check_words(pdf, language):
    text = plain(tool("pdftotext", pdf, "-"), language)
    at = -1
    for phrase in PHRASES[language]:
        found = text.find(plain(phrase, language))
        assert found > at, f"{language}: '{phrase}' is not where it should be in:\n{text}"
        at = found
    # Where a full stop ends a line that reads from the right, each reader puts it elsewhere.
    translated = plain(CERTIFIED.get(language, ACCEPTED), language).rstrip(".")
    assert translated in text, f"{language}: {text}"
    assert plain(ACCEPTED, language) in text, f"{language}: what was signed is missing"


def check_fonts(pdf):
    rows = tool("pdffonts", pdf).splitlines()[2:]
    assert rows, "no text in fonts"
    for row in rows:
        embedded, subset, to_unicode = row.split()[-5:-2]
        assert (embedded, subset, to_unicode) == ("yes", "yes", "yes"), row


def check_facts(pdf, act, language):
    info = dict(line.split(":", 1) for line in tool("pdfinfo", pdf).splitlines() if ":" in line)
    info = {name: value.strip() for name, value in info.items()}
    assert info["Author"] == "State XB (XB)", info
    assert info["Title"] and "A4" in info["Page size"], info
    assert info["Keywords"] == "sha256:" + act, info
    assert info["JavaScript"] == "no" and info["Encrypted"] == "no", info
    catalogue = tool("qpdf", "--json=2", "--json-key=qpdf", pdf)
    assert f'"/Lang": "u:{language}"' in catalogue, language
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", pdf)
    return int(info["Pages"])


def check_pages(pdf, act, pages, place):
    """Each page carries the fingerprint, for eyes and for machines."""
    tool("pdftoppm", "-r", "150", "-gray", pdf, place / "page")
    images = sorted(place.glob("page-*.pgm"))
    assert len(images) == pages
    grouped = " ".join(act[i:i + 4] for i in range(0, 64, 4))
    for number, image in enumerate(images, 1):
        seen = subprocess.run(["zbarimg", "-q", "--raw", image], capture_output=True,
                              timeout=60).stdout.decode().strip()
        assert seen == act, f"page {number} shows {seen}"
        text = tool("pdftotext", "-raw", "-f", number, "-l", number, pdf, "-")
        assert grouped in " ".join(text.split()), f"page {number} has no fingerprint in figures"
        image.unlink()


def answered(xa, xb):
    """XB answers in English, with translations certified into the other seven."""
    sent = xa.post("/api/v1/requests", nodes.new_request(measure="stored-data"))
    xb.await_status(sent["request"], "sent")
    translations = [{"of": "text", "language": language, "kind": "certified", "text": text}
                    for language, text in CERTIFIED.items()]
    accepted = xb.act(sent["request"], "accept", text=ACCEPTED, language="en",
                      translations=translations)
    xa.await_status(sent["request"], "accepted")
    return sent["request"], accepted["act"]


def letter(node, request, file, *options):
    node.command("request", "letter", request[:12], "-o", file, *options)
    return file.read_bytes()


def check_package(xa, xb, request, place):
    """The same papers and evidence as one ZIP file, opened with unzip and sha256sum."""
    image = place / "mailbox.mbox"
    image.write_bytes(b"From: somebody\n" * 100_000)
    xb.command("evidence", "add", request, image, "--tool", "cp 9.1", "--acquired-by", "J. Doe")
    xb.command("evidence", "deliver", request)
    xa.await_status(request, "retrieved")
    package = place / "package.zip"
    made = xa.command("package", "make", request, "-o", package)
    assert made["folder"] == str(package) and package.is_file(), made
    assert xa.command("package", "verify", package)["verdict"] == "unaltered"
    tool("unzip", "-q", package, "-d", place / "unzipped")
    (folder,) = (place / "unzipped").iterdir()
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", manifest],
                              cwd=folder, timeout=60)
        assert done.returncode == 0, manifest
    payload = hashlib.sha256((folder / "manifest-sha256.txt").read_bytes()).hexdigest()
    digest = hashlib.sha256(image.read_bytes()).hexdigest()
    for name, title in (("custody", "Custody report"),
                        ("certificate", "Certificate of electronic records")):
        pdf = folder / "evidence" / f"{name}.pdf"
        text = " ".join(tool("pdftotext", "-layout", pdf, "-").split())
        assert title in text and "mailbox.mbox" in text, text
        assert all(digest[i:i + 8] in text for i in range(0, 64, 8)), text
        check_fonts(pdf)
        pages = int(re.search(r"Pages:\s+(\d+)", tool("pdfinfo", pdf)).group(1))
        check_pages(pdf, payload, pages, place)


def main(program):
    with nodes.two_states(program) as (xa, xb, place):
        request, act = answered(xa, xb)
        signed = hashlib.sha256(xb.once("GET", f"/api/v1/acts/{act}").raw).hexdigest()
        pdf = place / "letter.pdf"
        for language in PHRASES:
            letter(xa, request, pdf, "--act", "accept", "--languages", language)
            check_words(pdf, language)
            check_fonts(pdf)
            check_facts(pdf, signed, language)
        both = letter(xa, request, pdf, "--act", act[:10], "--languages", "fr,ar")
        pages = check_facts(pdf, signed, "fr")
        check_pages(pdf, signed, pages, place)
        assert letter(xb, request, place / "theirs.pdf", "--act", "accept", "--languages",
                      "fr,ar") == both, "the two sides read different letters"
        letter(xa, request, place / "request.pdf")  # the languages of the authorities
        refused = xa.run("request", "letter", request, "--languages", "fr,tlh", "-o", pdf)
        assert refused.returncode != 0 and "languages" in refused.stdout + refused.stderr
        assert xa.run("request", "letter", request, "--act", "refuse", "-o", pdf).returncode != 0
        check_package(xa, xb, request, place)
    print("letters in eight languages, read by stock tools")


if __name__ == "__main__":
    main(sys.argv[1])
