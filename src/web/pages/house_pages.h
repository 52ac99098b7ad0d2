/* What web.c shows by itself: problems, and the counts and addresses of every page. */
#pragma once

#include "web/web_server.h"

extern const struct web_pages house_pages;
