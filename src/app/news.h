/* Tells open pages what was committed, by whichever process. */
#pragma once

#include "app/trusted.h"
#include "web/web_server.h"

struct news;

struct news *news_new(struct web_server *server);
void news_free(struct news *news);
/* The round of its worker; data is the struct news. */
void news_round(struct worker *worker, struct ctx *cx, int64_t *ret_next);
