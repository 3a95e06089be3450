"""What a query string may hold: one declaration a parameter, from which checking, the page /api and OpenAPI follow."""
