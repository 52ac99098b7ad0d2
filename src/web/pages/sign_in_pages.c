#include "web/pages/families.h"

const struct web_route sign_in_pages[] = {
	{ 0 },
};
