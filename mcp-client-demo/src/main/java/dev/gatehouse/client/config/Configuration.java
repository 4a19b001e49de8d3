package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Step;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the files describe, each thing once and of its shape. */
public final class Configuration {

    static final String KIND = "kind";

    private final Map<Kind, Map<String, Described>> described = new EnumMap<>(Kind.class);

    private Configuration() {}

    /**
     * Reads a file, or all {@code .yaml}, {@code .yml} and {@code .json} files of a folder and below it.
     *
     * @throws Failure that names every mistake with its file and line
     */
    public static Configuration read(Path place) {
        Configuration configuration = new Configuration();
        Mistakes mistakes = new Mistakes();
        for (Path file : files(place)) {
            for (Written document : new YamlReader(file.toString(), mistakes).read(text(file))) {
                configuration.add(document, mistakes);
            }
        }
        mistakes.end(Step.FILES);
        if (configuration.described.isEmpty()) {
            throw new Failure(Step.FILES, place + " describes nothing.");
        }
        return configuration;
    }

    /** Whether there is anything of this kind, so that the files speak for the whole of it. */
    boolean isAbout(Kind kind) {
        return described.containsKey(kind);
    }

    /** By id, in the order of the files. */
    Map<String, Described> of(Kind kind) {
        return described.getOrDefault(kind, Map.of());
    }

    private void add(Written document, Mistakes mistakes) {
        Optional<String> word = Json.string(document.content(), KIND);
        Optional<Kind> kind = word.flatMap(Kind::of);
        if (kind.isEmpty()) {
            mistakes.add(
                    document.at("/" + KIND),
                    word.map(found -> found + " is no kind; there are: ").orElse("kind is missing, it is one of ")
                            + Kind.words());
        } else if (new FieldCheck(document, mistakes).passes(kind.get())) {
            add(kind.get(), document, mistakes);
        }
    }

    private void add(Kind kind, Written document, Mistakes mistakes) {
        var wanted = kind.canonical(document.content());
        @Nullable String secret = Json.string(document.content(), "secret").orElse(null);
        Described one = new Described(kind, kind.id(wanted), wanted, secret, document);
        Described other =
                described.computeIfAbsent(kind, any -> new LinkedHashMap<>()).putIfAbsent(one.id(), one);
        if (other != null) {
            mistakes.add(
                    one.place(),
                    "the " + kind.word() + " " + one.id() + " is described twice, first at " + other.place());
        }
    }

    private static List<Path> files(Path place) {
        if (Files.isRegularFile(place)) {
            return List.of(place);
        }
        if (!Files.isDirectory(place)) {
            throw new Failure(Step.FILES, place + " is neither a file nor a folder.");
        }
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(Configuration::isMeant)
                    .filter(path -> !place.relativize(path).toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new Failure(Step.FILES, "the folder " + place + " cannot be read.");
        }
    }

    private static boolean isMeant(Path path) {
        String name = path.getFileName().toString();
        return Files.isRegularFile(path)
                && !name.startsWith(".")
                && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException notUtf8) {
            throw new Failure(Step.FILES, file + " is not in UTF-8.");
        } catch (IOException unreadable) {
            throw new Failure(Step.FILES, file + " cannot be read.");
        }
    }

    /** For a list of what is described, in the order in which it is changed. */
    List<Described> all() {
        List<Described> all = new ArrayList<>();
        described.values().forEach(ofKind -> all.addAll(ofKind.values()));
        return all;
    }
}
