/* POST /api/v1/purchases: a shop tells of an order that somebody received, so that he may be asked
 * how it was, under all rules of asking. */
#pragma once

#include "web/web.h"

enum hk_result api_purchase(struct web_request *req);
