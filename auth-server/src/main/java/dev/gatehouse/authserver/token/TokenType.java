package dev.gatehouse.authserver.token;

/** What a stored token is; a value of one type is never found as another (C07). */
enum TokenType {
    CODE,
    ACCESS,
    REFRESH
}
