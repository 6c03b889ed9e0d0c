"""A small guide as its files write it: parts that tests put together, change in one place, and load."""

from __future__ import annotations

from pathlib import Path

__all__ = ["condition_text", "guide_text", "project_head", "reading_text", "target_text", "written"]


def guide_text(identity: str, *projects: str) -> str:
    """`guide.toml`."""
    codes = ", ".join(f'"{code}"' for code in projects)
    words = 'name = { zh = "小指南", en = "Small guide" }\ndocument = { zh = "测试", en = "test" }'
    return f'id = "{identity}"\n{words}\nprojects = [{codes}]\n'


def project_head(code: str) -> str:
    """The head of a project's file."""
    return f'[project]\ncode = "{code}"\nname = {{ zh = "示例", en = "Example" }}\n'


def target_text(identity: str, predicate: str, names: tuple[str, str], figure: str, **more: str) -> str:
    """One target; further fields as TOML values by their names."""
    fields = {
        "id": f'"{identity}"',
        "name": f'{{ zh = "{names[0]}", en = "{names[1]}" }}',
        "figure": f'"{figure}"',
        "clause": "1",
        "kind": '"measured"',
        "predicate": f'"{predicate}"',
        "statistic": '"every"',
        "evidence": '{ zh = "测量报告", en = "measurement report" }',
        "issuer": '{ zh = "实验室", en = "laboratory" }',
    }
    return _table("target", fields | more)


def condition_text(key: str, names: tuple[str, str], **more: str) -> str:
    """One condition of the target before it, wanted by its field unless said otherwise."""
    fields = {"key": f'"{key}"', "name": f'{{ zh = "{names[0]}", en = "{names[1]}" }}'}
    return _table("target.condition", {**fields, "need": '"wanted"', "source": '"field"', **more})


def reading_text(identity: str, text: tuple[str, str], why: tuple[str, str], **more: str) -> str:
    """One reading of the target before it, which changes its limit."""
    said = {name: f'{{ zh = "{zh}", en = "{en}" }}' for name, (zh, en) in (("text", text), ("why", why))}
    return _table("target.reading", {"id": f'"{identity}"', "changes": '"limit"', **said, **more})


def written(folder: Path, files: dict[str, str]) -> Path:
    """The folder with these files in it."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _table(name: str, fields: dict[str, str]) -> str:
    return f"\n[[{name}]]\n" + "".join(f"{key} = {value}\n" for key, value in fields.items())
