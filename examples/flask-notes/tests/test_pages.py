from flask_notes import HEADLINE, create_app


def test_front_page_shows_headline_build_and_first_note(client):
    page = client.get("/").text
    assert HEADLINE in page
    assert "notes_00007_abc1234" in page
    assert "<strong>Welcome!</strong>" in page


def test_health_names_the_build(client):
    assert client.get("/health").json == {"status": "ok", "build": "notes_00007_abc1234", "notes": 1}


def test_note_is_kept_for_the_next_build(client, tmp_path):
    assert client.post("/notes", data={"text": "buy *milk*"}).status_code == 302
    assert "buy <em>milk</em>" in create_app(tmp_path).test_client().get("/notes/2").text


def test_note_can_be_deleted(client):
    client.post("/notes/1/delete")
    assert "No notes yet." in client.get("/").text
    assert client.get("/notes/1").status_code == 404


def test_empty_and_endless_notes_are_refused(client):
    assert client.post("/notes", data={"text": "  "}).status_code == 400
    assert client.post("/notes", data={"text": "x" * 4001}).status_code == 400


def test_other_sites_cannot_post(client):
    answer = client.post("/notes", data={"text": "spam"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_static_files_are_part_of_the_package(client):
    assert client.get("/static/style.css").status_code == 200
    assert client.get("/static/logo.svg").mimetype == "image/svg+xml"
