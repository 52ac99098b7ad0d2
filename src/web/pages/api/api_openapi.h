/* The description of the API (OpenAPI 3.1), from its own table of routes. */
#pragma once

#include "base/json.h"
#include "web/web.h"

void openapi_write(struct hk_json *json, const struct web_route *routes);
/* Bodies hold what is described and nothing else. */
bool openapi_has_member(const struct web_route *route, const char *name);
