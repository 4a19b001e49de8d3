package dev.gatehouse.authserver.user;

import java.util.List;

/** What the first administrator is asked besides their name, by whoever needs the answer. */
public interface SetUpQuestion {

    /** One answer to choose. */
    record Choice(String value, String label, String text) {}

    /** The name of its field. */
    String name();

    String legend();

    List<Choice> choices();

    /** The value that is chosen where nobody chooses. */
    String preselected();

    /**
     * Keeps the answer, in the transaction that makes the administrator.
     *
     * @param value of one of the choices
     */
    void answer(String value, Person administrator);
}
