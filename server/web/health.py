"""For machines: is the process up, can it serve, what does it do."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from prometheus_client.process_collector import ProcessCollector
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.journal import journal as sql
from server.web.house import house

router = APIRouter()


@router.get("/healthz")
async def healthz() -> Response:
    """The process answers. Never waits for the database or the encoder."""
    return JSONResponse({"ok": True})


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """The journal answers. `grouping` tells whether the encoder is loaded: rooms work without it."""
    try:
        await house(request).desk.read(sql.count_rooms)
    except DBAPIError:
        return JSONResponse({"ok": False, "journal": False}, 503)
    return JSONResponse({"ok": True, "journal": True, "grouping": house(request).grouping.ready})


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    sockets = Gauge("filon_sockets", "Connected pages of this process", ["view"], registry=registry)
    for view, count in house(request).hub.sockets().items():
        sockets.labels(view).set(count)
    rooms = Gauge("filon_rooms_held", "Rooms in this process's memory", registry=registry)
    rooms.set(house(request).desk.held)
    ready = Gauge("filon_encoder_ready", "1 once the encoder is loaded", registry=registry)
    ready.set(house(request).grouping.ready)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
