import pytest

from flask_notes import create_app


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setenv("FCK_BUILD", "notes_00007_abc1234")
    return create_app(tmp_path).test_client()
