/*
 * A net child that fetches one thing from the web, by libcurl. It speaks http and https to public
 * addresses on ports 80 and 443 alone: each name is resolved here, looked at and pinned, again for
 * every redirect, so that no name can change its mind in between. It sends no cookies, no referrer
 * and no password, and asks no proxy.
 */
#pragma once

#include "net/link.h"

struct curl_calls;

/* Loads the library, with what it reads once: before the cage is closed. */
enum hk_result fetch_prepare(struct hk_arena *arena, const struct curl_calls **ret);
enum hk_result fetch_serve(struct net_link *link, const struct curl_calls *curl,
			   const struct wire_fetch *fetch);
