"""What a WSGI server loads: flask_notes.wsgi:app"""

from . import create_app

app = create_app()
