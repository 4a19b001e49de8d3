package dev.gatehouse.client.config;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Whether a document has the keys of its kind and no others, each of its shape. */
final class FieldCheck {

    private final Written document;
    private final Mistakes mistakes;
    private boolean good = true;

    FieldCheck(Written document, Mistakes mistakes) {
        this.document = document;
        this.mistakes = mistakes;
    }

    /** @return whether nothing is wrong with it */
    boolean passes(Kind kind) {
        check(kind.fields(), document.content(), "", kind.word());
        return good;
    }

    private void check(Fields fields, JsonNode object, String pointer, String what) {
        for (var member : object.properties()) {
            String name = member.getKey();
            boolean isKind = pointer.isEmpty() && name.equals(Configuration.KIND);
            if (!isKind && fields.find(name).isEmpty()) {
                mistake(
                        pointer + "/" + name.replace("~", "~0").replace("/", "~1"),
                        name + " is no key of a " + what + "; there are: " + fields.names());
            }
        }
        for (Field field : fields.all()) {
            JsonNode value = object.path(field.name());
            if (!value.isMissingNode() && !value.isNull()) {
                check(field, value, pointer + "/" + field.name());
            } else if (field.needed()) {
                mistake(
                        pointer,
                        field.name() + " is missing: it " + field.shape().words());
            }
        }
    }

    private void check(Field field, JsonNode value, String pointer) {
        if (!field.shape().fits(value)) {
            mistake(pointer, field.name() + " " + field.shape().words());
            return;
        }
        switch (field.shape()) {
            case Shape.Group group -> check(group.fields(), value, pointer, field.name());
            case Shape.Groups groups -> checkEach(groups, value, pointer, field.name());
            case Shape.Text text -> checkVariable(field, value.stringValue(), pointer);
            default -> {}
        }
    }

    private void checkEach(Shape.Groups groups, JsonNode values, String pointer, String what) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            check(groups.fields(), values.get(i), pointer + "/" + i, "member of " + what);
            String name = values.get(i).path(Shape.Groups.KEY).asString("");
            if (!name.isEmpty() && !names.add(name)) {
                mistake(pointer + "/" + i, name + " stands among " + what + " twice");
            }
        }
    }

    private void checkVariable(Field field, String value, String pointer) {
        if (value.startsWith("${env:")) {
            mistake(pointer, field.name() + " is taken as it stands: variables are for secrets only");
        }
    }

    private void mistake(String pointer, String sentence) {
        mistakes.add(document.at(pointer), sentence);
        good = false;
    }
}
