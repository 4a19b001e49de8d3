package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.user.Administrator;
import dev.gatehouse.authserver.user.Person;
import dev.gatehouse.authserver.user.SetUpQuestion;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;

/** Asks the first administrator for the mode. */
@Component
class SetUpMode implements SetUpQuestion {

    private final ApprovalModes modes;

    SetUpMode(ApprovalModes modes) {
        this.modes = modes;
    }

    @Override
    public String name() {
        return "approval_mode";
    }

    @Override
    public String legend() {
        return "Which apps may be used?";
    }

    @Override
    public List<Choice> choices() {
        return Arrays.stream(ApprovalMode.values())
                .map(mode -> new Choice(mode.name(), mode.label(), mode.text()))
                .toList();
    }

    @Override
    public String preselected() {
        return modes.current().name();
    }

    @Override
    public void answer(String value, Person administrator) {
        modes.set(ApprovalMode.valueOf(value), Administrator.of(administrator));
    }
}
