/* Tickets that have to do with each other, for programs. */
#pragma once

#include "web/web.h"

enum hk_result api_merge(struct web_request *req);
enum hk_result api_link(struct web_request *req);
