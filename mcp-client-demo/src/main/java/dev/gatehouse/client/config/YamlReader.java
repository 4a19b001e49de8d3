package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads YAML 1.2 as far as it is JSON: no anchors, no tags, no key twice. JSON itself is YAML. */
final class YamlReader {

    private final String file;
    private final Mistakes mistakes;
    private Map<String, Place> places = new HashMap<>();

    YamlReader(String file, Mistakes mistakes) {
        this.file = file;
        this.mistakes = mistakes;
    }

    /** The documents that are objects; empty ones count for nothing. */
    List<Written> read(String text) {
        List<Written> documents = new ArrayList<>();
        LoadSettings settings = LoadSettings.builder().setLabel(file).build();
        try {
            for (Node root : new Compose(settings).composeAllFromString(text)) {
                places = new HashMap<>();
                JsonNode content = value(root, "");
                if (content instanceof ObjectNode object) {
                    documents.add(new Written(object, place(root), places));
                } else if (!root.getTag().equals(Tag.NULL)) {
                    mistakes.add(place(root), "a document is an object that begins with its kind");
                }
            }
        } catch (MarkedYamlEngineException unreadable) {
            mistakes.add(place(unreadable.getProblemMark()), "this is no YAML: " + unreadable.getProblem());
        } catch (YamlEngineException unreadable) {
            mistakes.add(new Place(file, 1), "this is no YAML: " + unreadable.getMessage());
        }
        return documents;
    }

    private JsonNode value(Node node, String pointer) {
        places.put(pointer, place(node));
        // The same node stands wherever an alias does, even inside of itself.
        if (node.getAnchor().isPresent()) {
            mistakes.add(place(node), "anchors and aliases (& and *) are not read, write it out");
            return NullNode.getInstance();
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, pointer);
            case SequenceNode sequence -> array(sequence, pointer);
            case ScalarNode scalar -> scalar(scalar);
            default -> NullNode.getInstance();
        };
    }

    private ObjectNode object(MappingNode mapping, String pointer) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        for (NodeTuple member : mapping.getValue()) {
            Node key = member.getKeyNode();
            if (!(key instanceof ScalarNode named) || !isText(named.getTag())) {
                mistakes.add(place(key), "a key is text");
                continue;
            }
            String name = named.getValue();
            String below = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            if (object.has(name)) {
                mistakes.add(place(key), name + " stands there twice, first in line " + line(below));
                continue;
            }
            object.set(name, value(member.getValueNode(), below));
            // A person looks for the key, also where a list begins in the line below it.
            places.put(below, place(key));
        }
        return object;
    }

    private int line(String pointer) {
        return Optional.ofNullable(places.get(pointer)).map(Place::line).orElse(0);
    }

    private ArrayNode array(SequenceNode sequence, String pointer) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (Node element : sequence.getValue()) {
            array.add(value(element, pointer + "/" + array.size()));
        }
        return array;
    }

    private JsonNode scalar(ScalarNode scalar) {
        var nodes = Json.MAPPER.getNodeFactory();
        Tag tag = scalar.getTag();
        if (isText(tag)) {
            return nodes.stringNode(scalar.getValue());
        }
        if (tag.equals(Tag.NULL)) {
            return NullNode.getInstance();
        }
        if (tag.equals(Tag.BOOL)) {
            return nodes.booleanNode(Boolean.parseBoolean(scalar.getValue()));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(scalar);
        }
        mistakes.add(place(scalar), "tags (!) are not read");
        return NullNode.getInstance();
    }

    private JsonNode number(ScalarNode scalar) {
        try {
            return Json.MAPPER.getNodeFactory().numberNode(new BigDecimal(scalar.getValue()));
        } catch (NumberFormatException notFinite) {
            // JSON has no word for it, and no key wants it.
            return Json.MAPPER.getNodeFactory().numberNode(Double.NaN);
        }
    }

    /** What looks like a variable of this library's own is text too. */
    private static boolean isText(Tag tag) {
        return tag.equals(Tag.STR) || tag.equals(Tag.ENV_TAG);
    }

    private Place place(Node node) {
        return place(node.getStartMark());
    }

    private Place place(Optional<Mark> mark) {
        return new Place(file, mark.map(found -> found.getLine() + 1).orElse(1));
    }
}
