"""The HTTP route of teams."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request

from models.errors import BadQuery
from models.messages import Message
from search_api.problems import responses
from search_api.requests import CurrentViewer, ReaderLanguage, language_of_body
from search_api.teams.schemas import TeamAnswer, TeamRequest
from search_api.teams.service import TeamQuery, TeamService

router = APIRouter(prefix="/api/v1", tags=["matching"])


@router.post("/team", summary="Find a whole team", responses=responses(400, 404, 422, 501, 503))
def find_team(
    request: Request,
    viewer: CurrentViewer,
    language: ReaderLanguage,
    asked: Annotated[
        TeamRequest,
        Body(
            openapi_examples={
                "the usual team for a loan": {"value": {"listing": "need-financing-gardenia"}},
                "roles of one's own": {
                    "value": {
                        "listing": "tech-garnet-ceramic-separator",
                        "required": ["broker", "law_firm"],
                        "optional": ["appraiser"],
                    }
                },
                "a pasted text": {
                    "value": {
                        "draft": {
                            "text": "生物医药企业以授权发明专利质押，申请流动资金贷款。",
                            "kind": "need",
                            "profile": "financing",
                            "terms": {"loan": ["800万-1000万元人民币"], "offers.place": ["CN-BJ"]},
                        }
                    }
                },
            }
        ),
    ],
) -> TeamAnswer:
    """The best set of parties for a listing that needs several roles at once: who takes each, why, and who else would.

    The rules always hold: what either side requires, no conflicts, independence between roles, shares of the risk that add up, the amount. Where
    that leaves nobody, `impossible` has a smallest set of rules that cannot all be kept, and what would help.
    """
    service: TeamService = request.app.state.team
    language = language_of_body(request, asked.lang)
    query = TeamQuery(tuple(asked.required), tuple(asked.optional), asked.divisible, language)
    if asked.listing is not None and asked.draft is None:
        return service.team(asked.listing, query, viewer)
    if asked.draft is not None and asked.listing is None:
        return service.of_text(asked.draft, query, viewer)
    raise BadQuery(
        Message(en="A team is for one listing.", zh="一次只为一条信息组建团队。"),
        advice=Message(en="Send either listing or draft.", zh="请在 listing 和 draft 中只给一项。"),
    )
