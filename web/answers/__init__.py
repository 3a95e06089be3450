"""What the API answers and the pages show, declared once as types, and the functions that make it from a graph.

The JSON on the wire, the OpenAPI document and the front end's types all follow from these types. A field is always
there; what is not known is null.
"""
