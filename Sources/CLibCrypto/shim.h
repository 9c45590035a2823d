// OpenSSL 3 marks SHA256_Init and its like as deprecated in favour of EVP, whose shortest call costs seven times as much for the
// hundred bytes of a field (docs/DECISIONS.md). All of OpenSSL 3 has them.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
