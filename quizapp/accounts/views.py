from flask import Blueprint
from quizapp.web.policy import public
bp = Blueprint("accounts", __name__, template_folder="templates")
blueprints = (bp,)
@bp.get("/staff/sign-in")
@public
def sign_in(): return ""
@bp.post("/staff/sign-out")
@public
def sign_out(): return ""
@bp.get("/console/account")
@public
def account(): return ""
@bp.get("/console/account/password")
@public
def change_password(): return ""
