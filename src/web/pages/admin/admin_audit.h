/* The log of who changed what: the last of the administrator's pages. */
#pragma once

#include "web/web.h"

enum hk_result admin_show_audit(struct web_request *req);
