/* POST /api/v1/tickets: a program opens a ticket, once for each Idempotency-Key. */
#pragma once

#include "web/web.h"

enum hk_result api_create(struct web_request *req);
