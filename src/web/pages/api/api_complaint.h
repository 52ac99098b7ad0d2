/* PATCH /api/v1/tickets/{number}/complaint */
#pragma once

#include "web/web.h"

enum hk_result api_complaint(struct web_request *req);
