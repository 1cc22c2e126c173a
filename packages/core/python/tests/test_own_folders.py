"""fck recognizes the folders that it made, and removes no others."""

import os

import pytest

import own_folders


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "shop_00001_abc"
    path.mkdir()
    return path


def test_a_marked_folder_is_own(folder):
    assert not own_folders.is_own(os.fsencode(folder))
    own_folders.make_own(os.fsencode(folder))
    assert own_folders.is_own(os.fsencode(folder))
    assert own_folders.is_own(str(folder))


def test_a_build_is_own_if_it_names_its_folder(folder):
    (folder / "build.json").write_text('{\n  "name": "other",\n  "number": 1\n}\n')
    assert not own_folders.is_own(os.fsencode(folder))
    (folder / "build.json").write_text('{\n  "name": "shop_00001_abc",\n  "number": 1\n}\n')
    assert own_folders.is_own(os.fsencode(folder))


def test_a_link_is_not_own(folder, tmp_path):
    own_folders.make_own(os.fsencode(folder))
    (tmp_path / "link").symlink_to(folder)
    assert not own_folders.is_own(os.fsencode(tmp_path / "link"))


def test_removes_what_is_own_without_touching_linked_files(folder, tmp_path):
    own_folders.make_own(os.fsencode(folder))
    (folder / "lib").mkdir()
    (folder / "lib" / "file").write_text("a")
    (folder / "lib" / "away").symlink_to(tmp_path / "stays")
    (folder / "lib" / "file").chmod(0o444)
    os.link(folder / "lib" / "file", tmp_path / "stays")
    (folder / "lib").chmod(0o555)
    folder.chmod(0o555)
    own_folders.remove_own(os.fsencode(folder))
    assert not folder.exists()
    assert (tmp_path / "stays").stat().st_mode & 0o777 == 0o444


def test_removes_nothing_else(folder):
    (folder / "precious").write_text("")
    with pytest.raises(SystemExit):
        own_folders.remove_own(os.fsencode(folder))
    assert (folder / "precious").exists()
