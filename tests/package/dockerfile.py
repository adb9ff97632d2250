"""A Dockerfile as a list of what it says, so that a test can do the same without Docker. No more of the language than ours uses:
a stage with another instruction is an error, not passed over."""

import json
import shlex

KNOWN = {"FROM", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT"}


def stages(text):
    """A list of (instruction, arguments) for each stage; shell lines of RUN stay as they are."""
    found = []
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        instruction, _, rest = line.strip().partition(" ")
        if instruction not in KNOWN:
            raise ValueError(f"dockerfile.py does not know {instruction}")
        if instruction == "FROM":
            found.append([])
        found[-1].append((instruction, rest.strip()))
    return found


def of(stage, instruction):
    """The arguments of the stage's only such instruction."""
    (only,) = [rest for name, rest in stage if name == instruction]
    return only


def program(text):
    """The command of ENTRYPOINT or HEALTHCHECK, which must be in the form that needs no shell."""
    return json.loads(text[text.index("["):])


def words(text):
    return shlex.split(text)
