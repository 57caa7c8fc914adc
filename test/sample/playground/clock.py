"""A small MCP server that knows the time. It needs nothing but Python 3.9 or newer.

It speaks the Model Context Protocol over standard input and output: one JSON message per line.
"""

import json
import sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

VERSIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]

TOOLS = [
    {
        "name": "now",
        "title": "Current time",
        "description": "Tells the current date and time in a time zone.",
        "inputSchema": {
            "type": "object",
            "properties": {
                "timezone": {
                    "type": "string",
                    "description": "IANA name of a time zone, such as Europe/Lisbon.",
                    "default": "UTC",
                },
                "format": {
                    "type": "string",
                    "enum": ["iso", "date", "time", "unix"],
                    "description": "How the text of the answer is written.",
                    "default": "iso",
                },
            },
            "additionalProperties": False,
        },
        "outputSchema": {
            "type": "object",
            "properties": {
                "iso": {"type": "string", "format": "date-time"},
                "timezone": {"type": "string"},
                "unix": {"type": "integer"},
                "weekday": {"type": "string"},
            },
            "required": ["iso", "timezone", "unix", "weekday"],
        },
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    },
    {
        "name": "add_days",
        "title": "Add days to a date",
        "description": "Adds days to a date, or takes them away when the number is negative.",
        "inputSchema": {
            "type": "object",
            "properties": {
                "date": {
                    "type": "string",
                    "format": "date",
                    "description": "The date to begin with, such as 2026-02-28.",
                },
                "days": {
                    "type": "integer",
                    "minimum": -3650000,
                    "maximum": 3650000,
                    "description": "How many days to add.",
                },
            },
            "required": ["date", "days"],
            "additionalProperties": False,
        },
        "outputSchema": {
            "type": "object",
            "properties": {
                "date": {"type": "string", "format": "date"},
                "weekday": {"type": "string"},
            },
            "required": ["date", "weekday"],
        },
        "annotations": {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": False},
    },
]


class RpcError(Exception):
    """An error of the protocol, as opposed to one of a tool."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def now(arguments):
    name = arguments.get("timezone", "UTC")
    try:
        zone = timezone.utc if name == "UTC" else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"There is no time zone {name}.") from None
    moment = datetime.now(zone).replace(microsecond=0)
    texts = {
        "iso": moment.isoformat(),
        "date": moment.date().isoformat(),
        "time": moment.time().isoformat(),
        "unix": str(int(moment.timestamp())),
    }
    wanted = arguments.get("format", "iso")
    if wanted not in texts:
        raise ValueError(f"There is no format {wanted}.")
    return texts[wanted], {
        "iso": moment.isoformat(),
        "timezone": name,
        "unix": int(moment.timestamp()),
        "weekday": moment.strftime("%A"),
    }


def add_days(arguments):
    try:
        day = date.fromisoformat(arguments["date"]) + timedelta(days=arguments["days"])
    except KeyError as error:
        raise ValueError(f"The argument {error.args[0]} is missing.") from None
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"That is no date to reckon with: {error}") from None
    return day.isoformat(), {"date": day.isoformat(), "weekday": day.strftime("%A")}


def initialize(params):
    wanted = params.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "clock", "title": "Clock", "version": "1.0.0"},
        "instructions": "Ask for the current time instead of guessing it.",
    }


def call_tool(params):
    tool = {"now": now, "add_days": add_days}.get(params.get("name"))
    if tool is None:
        raise RpcError(-32602, f"Unknown tool: {params.get('name')}")
    try:
        text, structured = tool(params.get("arguments") or {})
    except ValueError as error:
        return {"content": [{"type": "text", "text": str(error)}], "isError": True}
    return {"content": [{"type": "text", "text": text}], "structuredContent": structured}


METHODS = {
    "initialize": initialize,
    "ping": lambda params: {},
    "tools/list": lambda params: {"tools": TOOLS},
    "tools/call": call_tool,
}


def answer(message):
    """The response to one message, or None where none is due."""
    if not isinstance(message, dict) or not isinstance(message.get("method"), str):
        return failure(None, -32600, "Not a request")
    if "id" not in message:
        return None
    method = METHODS.get(message["method"])
    try:
        if method is None:
            raise RpcError(-32601, f"Unknown method: {message['method']}")
        params = message.get("params") or {}
        if not isinstance(params, dict):
            raise RpcError(-32602, "params must be an object")
        return {"jsonrpc": "2.0", "id": message["id"], "result": method(params)}
    except RpcError as error:
        return failure(message["id"], error.code, str(error))
    except Exception as error:  # One bad call must not end the server.
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        return failure(message["id"], -32603, f"{type(error).__name__}: {error}")


def failure(identifier, code, text):
    return {"jsonrpc": "2.0", "id": identifier, "error": {"code": code, "message": text}}


def main():
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        try:
            response = answer(json.loads(line))
        except ValueError as error:
            response = failure(None, -32700, f"Not JSON: {error}")
        if response is not None:
            sys.stdout.buffer.write(json.dumps(response).encode() + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        pass
