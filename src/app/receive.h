/* The LMTP door of the intake role: a 250 is said only after the commit. */
#pragma once

#include "app/house.h"

struct receiver;

/* Where the setting lmtp says; NULL when it is not set. HK_UNAVAILABLE: the address is taken. */
enum hk_result receiver_open(struct open_house *open, struct receiver **ret);
/* Lets the transaction under way end. Takes NULL. */
void receiver_close(struct receiver *receiver);
