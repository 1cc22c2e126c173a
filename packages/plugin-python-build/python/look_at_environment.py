"""Whether some packages of an environment can be replaced by newer ones without asking pip."""

from installed import distributions_in, files_of
from metadata import fields_of, name_in


def needs_of(distribution):
    text = (distribution / "METADATA").read_text("utf-8", "replace")
    return {name_in(requirement) for requirement in fields_of(text).get("requires-dist", [])}


def obstacles(library, projects):
    """Why packages cannot be replaced, in a few words each; nothing if they can.

    library   the folder of all packages
    projects  normal names of those to replace
    """
    installed = distributions_in(library)
    for project in projects:
        if project not in installed:
            yield f"{project} is not installed"
    owners = {}
    for name, distribution in installed.items():
        for path in files_of(distribution):
            owners.setdefault(path, []).append(name)
        for project in needs_of(distribution) & set(projects) if name not in projects else ():
            yield f"{name} needs {project}"
    shared = {tuple(names) for names in owners.values() if len(names) > 1 and set(names) & set(projects)}
    for names in sorted(shared):
        yield f"{' and '.join(names)} have files in common"
