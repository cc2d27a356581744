"""The blueprint of the public pages."""

from flask import Blueprint

bp = Blueprint("gallery", __name__)
