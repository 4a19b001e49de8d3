package dev.gatehouse.authserver.client;

/** Clients whose {@code client_id} is the https address of their metadata document. */
public interface UrlClientSource {

    /** What such a {@code client_id} leads to. */
    sealed interface Resolution {

        /** The client, as its document describes it. */
        record Known(Client client) implements Resolution {}

        /** Nothing is fetched for somebody who did not sign in: ask again afterwards (ruling 11). */
        record SignInFirst() implements Resolution {}

        /**
         * No client.
         *
         * @param reason which check failed, for the log; outside all of them look the same (M13)
         */
        record Refused(String reason) implements Resolution {}
    }

    /** Whether the {@code client_id} has the form of an address at all; others are looked up as they are. */
    static boolean isUrl(String clientId) {
        return clientId.regionMatches(true, 0, "http", 0, 4) && clientId.contains(":");
    }

    /**
     * The client behind the address, from its stored document where that is fresh.
     *
     * @param mayFetch whether a person is signed in, for whom the document may be fetched
     */
    Resolution resolve(String clientId, boolean mayFetch);

    /** Whether an administrator vouches for the domain of this client's address. */
    boolean vouchedFor(Client client);
}
