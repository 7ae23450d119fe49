"""The part of JSON Schema that reports/schema uses, so that a test needs no package."""
import re

TYPES = {"object": dict, "array": list, "string": str, "null": type(None), "boolean": bool, "number": (int, float)}
KNOWN = {"$schema", "$id", "$defs", "$ref", "title", "description", "type", "required", "additionalProperties", "properties", "items", "enum", "const", "minimum",
         "minItems", "pattern"}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def problems(value, schema, root=None, at="$"):
    """All breaches as lines of text."""
    root = root or schema
    unknown = set(schema) - KNOWN
    if unknown:
        return [f"the schema uses {sorted(unknown)}, which this validator does not know"]
    if "$ref" in schema:
        return problems(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, at)
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{at}: is {value!r}, not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value!r} is none of {schema['enum']}")
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    if names and not any(is_type(value, name) for name in names):
        return found + [f"{at}: {value!r} is no {' or '.join(names)}"]
    if "minimum" in schema and is_type(value, "number") and value < schema["minimum"]:
        found.append(f"{at}: {value} is below {schema['minimum']}")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{at}: {value!r} is not like {schema['pattern']}")
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        found += [f"{at}: {key} is missing" for key in schema.get("required", []) if key not in value]
        for key, item in value.items():
            if key in properties:
                found += problems(item, properties[key], root, f"{at}.{key}")
            elif others is False:
                found.append(f"{at}: {key} is not in the schema")
            elif isinstance(others, dict):
                found += problems(item, others, root, f"{at}.{key}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            found.append(f"{at}: is too short")
        for i, item in enumerate(value):
            found += problems(item, schema.get("items", {}), root, f"{at}[{i}]")
    return found
