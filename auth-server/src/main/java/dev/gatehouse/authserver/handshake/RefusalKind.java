package dev.gatehouse.authserver.handshake;

import org.jspecify.annotations.Nullable;

/**
 * What can be refused, and what to change then. A kind is known by words of the private reason; the first that fits
 * counts. Whatever has no kind of its own falls to one of the last ones, by its code.
 */
enum RefusalKind {
    // Who the client is
    NO_SECRET(
            "came without its secret",
            "The client is registered with a secret but came without it.",
            "Let the client send its secret. If it never got one to keep, let it register again with"
                    + " token_endpoint_auth_method none: left out, that means client_secret_basic (RFC 7591 section 2)."),
    OTHER_METHOD(
            "but authenticated by",
            "The client authenticated by another method than the one it is registered for.",
            "Let it use the method that the reason names, or register it again for the one it uses."),
    UNKNOWN_CLIENT(
            "No client is registered under",
            "There is no client of this name, or none any more.",
            "Remove the connection in the app and connect again: it then registers anew. If an administrator set the"
                    + " client up, compare its client_id letter by letter."),
    UNKNOWN_DOCUMENT(
            "Nobody has connected with the client of this address yet",
            "The client names itself by a web address, which is read only for a person who has signed in.",
            "Let it send the person to the authorization endpoint first, without a pushed request: once somebody has connected,"
                    + " it is known here."),
    NOT_KNOWN_HERE("This app is not known here", null, UNKNOWN_CLIENT.remedy),
    NOT_REGISTERED_ANY_MORE("is not registered here any more", null, UNKNOWN_CLIENT.remedy),
    SWITCHED_OFF(
            "The client is switched off",
            "An administrator has switched this client off.",
            "It connects again once it is switched on."),
    MAY_NOT_CONNECT("This app may not connect", SWITCHED_OFF.sentence, SWITCHED_OFF.remedy),
    WRONG_SECRET(
            "The client secret is wrong",
            "The client's secret is not the one that it got here.",
            "Put the current secret into the client's settings; if it is lost, make a new one or register again."),
    BAD_ASSERTION(
            "The client assertion does not prove",
            "The client's signed assertion does not prove who it is.",
            "Compare its key (kid, algorithm) with the registered keys, its aud with this server's issuer, its clock with"
                    + " ours, and see that it sends each assertion once."),
    MALFORMED_ASSERTION(
            "The assertion",
            "The client's assertion cannot be read.",
            "Let it send client_assertion_type urn:ietf:params:oauth:client-assertion-type:jwt-bearer and a JWT whose"
                    + " iss and sub are its client_id (RFC 7523 section 3)."),
    TWO_AUTHENTICATIONS(
            "Two authentications at once",
            "The client authenticated by two methods in one request.",
            "Let it send its secret or assertion in one place only (OAuth 2.1 section 2.4)."),
    TWO_IDENTITIES(
            "client_id in the body differs",
            "The request names two different clients.",
            "Let it send one client_id, the one that it authenticates as."),
    BAD_BASIC(
            "Basic",
            "The Authorization header cannot be read.",
            "Let it send Basic and the base64 of client_id:client_secret, each form-encoded first."),
    NO_CLIENT_ID(
            "No client authentication, and no client_id",
            "The request does not say which client it comes from.",
            "Let it send client_id, and its secret or assertion if it has one."),
    NO_RESOURCE_SERVER(
            "The caller is no resource server",
            "This client may not ask about tokens: it is no MCP server's own.",
            "Name the MCP server in the client's introspects setting, if it is that server's own client."),
    TOO_MANY_FAILURES(
            "Too many failures",
            "It failed so often from this address that it has to wait.",
            "Mend what the refusals before this one say; the wait ends by itself within a minute."),

    BLOCKED_CLIENT(
            "An administrator blocked this client",
            "An administrator has blocked this client.",
            "Undo or lift the block under Approvals, if the client is to be used."),
    BLOCKED_BY_RULE(
            "A rule blocks",
            "A rule of this installation blocks this client, or what it asks for.",
            "Change the rule under Rules, if the client is to be used."),
    NOT_APPROVED(
            "An administrator denied the request",
            "An administrator has denied what the client asked for.",
            "Approve the client under Approvals, or let the person ask again."),
    APPROVAL_FIRST(
            "An administrator must approve the client first",
            "Nobody has approved this client yet, and it asked for an answer without showing the person anything.",
            "Let the person connect in the ordinary way: the request then waits under Approvals."),

    // Documents of clients
    DOCUMENT_BLOCKED(
            "The domain of the client_id is blocked",
            "The client names itself by an address in a domain that is blocked here.",
            "Change the rule under gatehouse.registration.domains, if the domain is to be trusted."),
    DOCUMENT_ADDRESS(
            "is not the address of a metadata document",
            "The client_id looks like an address, but not like that of a metadata document.",
            "The client's makers must use an https address with a host name and a path, without fragment and dot segments."),
    DOCUMENT_OFF(
            "Fetching is switched off",
            "The client names itself by a web address, and fetching is switched off here.",
            "Switch gatehouse.outbound.enabled on, pin a copy of the document, or let the client register itself."),
    DOCUMENT_INSIDE(
            "address of special use",
            "The client's web address leads into a private network, where nothing is fetched.",
            "If the host is yours, name it under gatehouse.outbound.private-hosts; else the client's makers must use a"
                    + " public address."),
    DOCUMENT_STATUS(
            "The answer has the status",
            "The client's metadata document was not handed out.",
            "Its host must answer 200 without redirect and let programs in. If it keeps them out, pin a copy under"
                    + " gatehouse.registration.pinned-documents."),
    DOCUMENT_FORM(
            "The answer ",
            "What stands at the client's web address is no metadata document of the expected form.",
            "It must be JSON of type application/json and at most 5 KB. If its host will not do that, pin a copy under"
                    + " gatehouse.registration.pinned-documents."),
    DOCUMENT_BUSY(
            "Too many fetches",
            "Too many documents were fetched at that moment.",
            "Try again in a minute. If that is often so, raise gatehouse.outbound.per-minute."),
    DOCUMENT_UNREACHABLE(
            "No answer",
            "The client's web address did not answer.",
            "Try the address from this machine; a proxy or firewall may be in the way. A pinned copy helps meanwhile."),
    DOCUMENT_OTHER(
            "could not be identified",
            "The client's metadata document could not be used.",
            "The reason names what is wrong in it; its makers must mend that. A pinned copy helps meanwhile."),

    // Registration
    PERMIT_MISSING(
            "register here with an initial access token",
            "The client tried to register itself, which needs an initial access token here.",
            "Make one with the command initial-access-token and give it to whoever runs the client, or set"
                    + " gatehouse.registration.initial-access-token-required to false."),
    PERMIT_HOST(
            "that the initial access token allows",
            "The initial access token does not allow the host of a redirect URI.",
            "Register with redirect URIs on its hosts alone, or make a token that names this host too."),
    PERMIT_VOID(
            "The initial access token is",
            "The initial access token is unknown, used up or too old.",
            "Make a new one with the command initial-access-token. Without one, the client must send no Authorization header"
                    + " when it registers."),
    REGISTRATION_CLOSED(
            "Clients do not register themselves here",
            "The client tried to register itself, which is switched off.",
            "Switch gatehouse.registration.enabled on, or set the client up and put its client_id into the app."),
    TOO_MANY_REGISTRATIONS(
            "Too many registrations",
            "More clients registered from this address than are taken in an hour.",
            "See what registers again and again there. If it is right, raise gatehouse.registration.per-address-per-hour."),
    TOO_MANY_IN_ALL(
            "an administrator must make room",
            "As many clients have registered as are kept in all.",
            "See which ones are used. Raise gatehouse.registration.registered-at-most if they are right."),
    TOO_MANY_UNUSED(
            "Too many clients have registered",
            "Too many clients have registered and were never used.",
            "They run out by themselves. See which ones; raise gatehouse.registration.unused-at-most if they are right."),
    PRIVATE_SCHEME(
            "this scheme is not allowed here",
            "All redirect URIs of the client have a scheme of an app, which is not taken.",
            "Allow them one by one under gatehouse.registration.private-use-redirect-uris, if you know the app."),
    BAD_REDIRECT_URIS(
            "redirect_uris",
            "A redirect URI of the registration cannot be taken.",
            "The client's makers must send https addresses or loopback ones, without fragment."),
    NOT_JSON(
            "must be application/json",
            "The registration is no JSON.",
            "Let the client send a JSON object with Content-Type application/json."),
    NOT_OWN_TOKEN(
            "registration access token",
            "The token by which a client manages its registration is not this client's.",
            "Let it use the registration_access_token that came with its registration, or register anew."),
    BAD_METADATA(
            null,
            null,
            "The client's makers must mend what the reason says.",
            "invalid_client_metadata",
            "invalid_redirect_uri",
            "invalid_software_statement"),

    // Authorization
    REDIRECT_URI(
            "at a place it never registered",
            "The redirect URI is not one that the client registered.",
            "Compare it with the registered ones letter by letter; only the port of a loopback address may differ. Register"
                    + " it, or let the client connect anew."),
    STATE_TOO_LONG(
            "more than can be taken",
            "The state parameter is longer than 4 KB.",
            "The client's makers must keep what they need themselves, and send a short random state."),
    REPEATED("parameter is repeated", "A parameter stands twice in the request.", "Let the client send each once."),
    REQUEST_OBJECT(
            "Request objects are not supported",
            "The client sent its request as a signed object, which is not supported.",
            "Let it send plain parameters."),
    PUSHED_UNUSABLE(
            "The app sent it ahead",
            "The request that the client sent ahead was used already, too old, or another client's.",
            "Press connect in the app again. If it stays so, the client opens the browser twice, or later than 90 seconds"
                    + " after its pushed request."),
    REQUEST_URI(
            "request_uri",
            "The request names a request_uri that cannot be used.",
            "Let the client send plain parameters, or begin again with a new one where it pushed its request."),
    RESPONSE_TYPE(
            "response_type",
            "The request asks for another answer than a code.",
            "Let the client send response_type=code; the implicit and hybrid flows are gone (OAuth 2.1)."),
    RESPONSE_MODE(
            "response_mode", "The request wants its answer in another way than by query.", "Leave response_mode out."),
    NO_CHALLENGE(
            "code_challenge is required",
            "The client does not use PKCE.",
            "Switch PKCE with S256 on in the client, or use a client that has it: there is no way round it (RFC 7636)."),
    NOT_S256(
            "code_challenge_method",
            "The client uses PKCE without S256.",
            "Let it send code_challenge_method=S256; plain, which is meant where it is left out, is not taken."),
    BAD_CHALLENGE(
            "code_challenge is malformed",
            "The PKCE challenge is not the base64url of a SHA-256.",
            "Let it send 43 characters of base64url without padding."),
    AUTHORIZE_RESOURCE(
            "The resource is unknown or cannot be told",
            "The client asks for an MCP server that is not known here, or that it may not use; or it names none and there"
                    + " is no default.",
            "Compare resource with the servers' URIs, slash by slash, and add an alias where they differ on purpose. If the"
                    + " client sends none, set a default resource."),
    BAD_PROMPT(
            "prompt is malformed",
            "The prompt parameter has a value that there is not, or none next to another.",
            "Let the client leave prompt out."),
    NO_SCOPE_FOR_CLIENT(
            "No scope of this resource can be granted",
            "None of the scopes that were asked for can be granted to this client at this server.",
            "Compare the scopes that were asked for with the server's; some are kept from clients that registered"
                    + " themselves. Without any scope the server's default is taken."),
    BAD_MAX_AGE(
            "max_age is malformed",
            "The max_age parameter is no number of seconds.",
            "Let the client send whole seconds, or leave max_age out."),
    BAD_KEY_THUMBPRINT(
            "dpop_jkt",
            "The client names a key by a dpop_jkt that is none, or not that of its proof.",
            "Let it send the SHA-256 thumbprint of its key in base64url (RFC 9449 section 10), or leave it out."),
    SIGN_IN_ANEW(
            "The person must sign in first",
            "The client wanted an answer without showing anything, but the person has to sign in anew.",
            "Let it send the person again without prompt=none."),
    LOGIN_REQUIRED(
            "The person is not signed in",
            "The client wanted an answer without showing anything, and nobody is signed in.",
            "Let it send the person again without prompt=none."),
    NOBODY_SIGNED_IN("You are not signed in here", LOGIN_REQUIRED.sentence, LOGIN_REQUIRED.remedy),
    CONSENT_REQUIRED(
            "The person must be asked first",
            "The client wanted an answer without showing anything, and the person has not allowed this yet.",
            "Let it send the person again without prompt=none."),
    TOO_MANY_WAITING(
            "Too many requests from your network",
            "More sign-ins were begun from this address than are taken at once.",
            "See what opens them there: an app in a loop, or many people behind one address."),

    // The person
    WRONG_PASSWORD(
            "username or password",
            "The username or the password was wrong.",
            "The person tries again. Who forgot the password needs a new one from you."),
    TOO_MANY_PASSWORDS(
            "Too many attempts",
            "Passwords were tried too often, so sign-in has to wait.",
            "Wait, then try again. If it was not the person, somebody is guessing: the audit tells from when."),
    DENIED(
            "The person denied",
            "The person said no.",
            "Nothing is broken. If it was a slip, press connect in the app again and allow it."),
    NO_LONGER_ANSWERABLE(
            "can no longer be answered",
            "The consent page was answered twice, after more than ten minutes, or in another browser.",
            "Press connect in the app again, and answer in the browser that opens."),
    FORM_TOKEN(
            "This form is no longer valid",
            "The form was opened before signing in or out, or in another browser.",
            "Reload the page and try again. If it stays so, see that the browser keeps cookies and that a proxy in front"
                    + " does not change them."),

    // Tokens
    NO_VERIFIER(
            "code_verifier is missing",
            "The client fetched its token without the PKCE verifier.",
            "Let it send the code_verifier of 43 to 128 characters that belongs to its challenge."),
    WRONG_VERIFIER(
            "code_verifier does not match",
            "The PKCE verifier is not the one that the challenge was made from.",
            "The client must keep verifier and code together; it often mixes two attempts. Connect again, once."),
    UNKNOWN_CODE(
            "No such code",
            "The code is not one that this client got here.",
            "See that the client that fetches the token is the one that was authorized, and that it sends the code as it"
                    + " came, decoded once."),
    CODE_REPLAY(
            "The code was used before",
            "The code was used a second time, so its grant was ended.",
            "Connect again. If it stays so, the client sends its token request twice: its makers must mend that. If it did"
                    + " not, somebody else has seen the code."),
    CODE_EXPIRED(
            "The code has expired",
            "The code was too old, or its grant was taken back meanwhile.",
            "Connect again. If it stays so, the client takes longer than a code lives (gatehouse.token.code-lifetime)."),
    OTHER_REDIRECT_URI(
            "redirect_uri is not the one of",
            "The redirect URI at the token request is not the one of the authorization request.",
            "Let the client send the same one, port included, or leave it out."),
    UNKNOWN_REFRESH_TOKEN(
            "No such refresh token",
            "The refresh token is not one that this client got here.",
            "Connect again. If several copies of the client run, see that each keeps its own tokens."),
    REFRESH_REPLAY(
            "The refresh token was rotated before",
            "A refresh token was used a second time, so its grant was ended.",
            "Connect again. The client must keep the new refresh token of each answer and refresh one at a time; several"
                    + " copies of it must not share one token."),
    REFRESH_EXPIRED(
            "The refresh token has expired",
            "The refresh token was too old, or its grant was taken back.",
            "Connect again. Unused refresh tokens end after gatehouse.token.refresh-idle, grants when the consent does."),
    GRANT_ENDED("grant end", "What the person allowed has ended.", "Connect again."),
    GRANT_HAS_ENDED("The grant has ended", GRANT_ENDED.sentence, GRANT_ENDED.remedy),
    GRANT_TYPE(
            "is not among the client's",
            "The client is not registered for this kind of grant.",
            "Register it again with this grant type, or set it up with it."),
    CODE_GRANT("not registered for the code grant", GRANT_TYPE.sentence, GRANT_TYPE.remedy),
    PUBLIC_CLIENT_ALONE(
            "A public client asked for a token for itself",
            "A client without a secret asked for a token for itself.",
            "Give the client a secret or a key: without one anybody could be it."),
    PROOF_OF_BOUND(
            "no proof of it came",
            "What the client presented is bound to its key, and it did not show the key.",
            "Let it send a DPoP proof with every token request, made with the key of the first one (RFC 9449 section 5)."),
    PROOF_REQUIRED(
            "takes only tokens that are bound to a key",
            "The MCP server or the client is set to tokens that are bound to a key, and the client showed none.",
            "Use a client that has DPoP. That a server or a client takes nothing else was said when it was set up."),
    PROOF_OF_OTHER_KEY(
            "bound to another key",
            "The client showed another key than the one that its code or refresh token is bound to.",
            "It must keep its key as long as its tokens. If it lost the key, connect again."),
    PROOF_NONCE(
            "has no nonce of ours",
            "The client's proof lacked a current nonce. It was given one with this answer.",
            "Nothing, if the next step was done: it came again with the nonce. Else its makers must heed use_dpop_nonce"
                    + " (RFC 9449 section 8)."),
    PROOF(
            null,
            "The proof of the client's key (DPoP) was not taken.",
            "Let it make a new proof for each request: typ dpop+jwt, htm POST, htu this endpoint's address, iat within a"
                    + " minute of our clock, a jti of its own.",
            "invalid_dpop_proof"),
    RESOURCE_GONE(
            "resource is gone",
            "The MCP server that was granted is not set up here any more.",
            "Set it up again, or connect anew to the server that took its place."),
    OTHER_RESOURCE(
            "A resource was named that the grant is not for",
            "The client asks for a token for another MCP server than the one that was allowed.",
            "Let it send the resource of its authorization request, slash by slash, or none. For another server it must"
                    + " connect again."),
    NO_RESOURCE(
            "No resource that this client may use",
            "The client names no MCP server that it may use.",
            "Name one in resource, or set the client's default resource."),
    RESOURCE_NOT_ALLOWED(
            "may not use this resource",
            "The client may not use this MCP server.",
            "Add the server to the client's resources, if it is to use it."),
    SCOPE_BEYOND(
            "goes beyond what was granted",
            "The client asks for more than the person allowed.",
            "Let it ask for no scope, or for those of its last answer; for more it must send the person again."),
    SCOPE_LOST(
            "No scope of the grant",
            "Nothing of what was allowed exists any more at this server or for this client.",
            "Look at the server's scopes and the client's; then connect again."),

    // The wire
    NOT_A_FORM(
            "application/x-www-form-urlencoded",
            "The request was sent in another form than the endpoint reads, often as JSON.",
            "Let the client send its parameters as application/x-www-form-urlencoded."),
    REGISTER_BY_POST("registered by POST", "The endpoint was not called by POST.", "Let the client use POST."),
    NOT_POST("Only POST is allowed", "The endpoint was not called by POST.", "Let the client use POST."),
    IN_QUERY(
            "Parameters belong into the body",
            "Parameters came in the address instead of the body.",
            "Let the client send them in the body: addresses end up in logs."),
    TOO_LARGE("larger than", "The request was larger than is read.", "Let the client send less."),
    UNSUPPORTED_GRANT(
            null,
            "The client asks for a kind of grant that there is not.",
            "Let it use one of grant_types_supported in this server's metadata.",
            "unsupported_grant_type"),
    UNAVAILABLE(
            "storage",
            "The server could not reach its storage.",
            "Look at the database and at the log under the reference. The client may simply try again.",
            "temporarily_unavailable",
            "server_error"),
    FAILED(
            "Something went wrong here",
            "The server failed at this request.",
            "Look into the log under the reference, and tell Gatehouse's makers."),

    // Whatever else
    OTHER_INVALID_CLIENT(null, null, "Compare the client's settings with its registration here.", "invalid_client"),
    OTHER_INVALID_GRANT(null, null, "Connect again.", "invalid_grant"),
    OTHER_INVALID_REQUEST(
            null,
            "The request lacks a parameter, or has one that cannot be read.",
            "The client's makers must mend what the reason names.",
            "invalid_request"),
    OTHER(null, null, "The reason is all that is known. The log may have more under the reference.");

    private final @Nullable String words;

    private final @Nullable String sentence;

    private final String remedy;

    private final String[] codes;

    RefusalKind(@Nullable String words, @Nullable String sentence, String remedy, String... codes) {
        this.words = words;
        this.sentence = sentence;
        this.remedy = remedy;
        this.codes = codes;
    }

    static Explanation explain(@Nullable String error, @Nullable String reason) {
        RefusalKind kind = OTHER;
        for (RefusalKind candidate : values()) {
            if (candidate.fits(error, reason)) {
                kind = candidate;
                break;
            }
        }
        String sentence = kind.sentence;
        return new Explanation(sentence == null ? plain(reason) : sentence, kind.remedy);
    }

    private boolean fits(@Nullable String error, @Nullable String reason) {
        if (words != null && reason != null && reason.contains(words)) {
            return true;
        }
        for (String code : codes) {
            if (code.equals(error)) {
                return true;
            }
        }
        return this == OTHER;
    }

    private static String plain(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            return "It was refused.";
        }
        return reason.endsWith(".") ? reason : reason + ".";
    }
}
