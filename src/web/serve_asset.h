/* Style sheets, scripts, icons and fonts, which lie in the program itself. */
#pragma once

#include "web/http.h"

/* Waits for nothing, so an event thread may call it. False: the request is for no asset. */
bool asset_answer(struct http_request *http, bool is_https);
