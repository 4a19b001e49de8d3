package dev.gatehouse.client.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Credentials in a JSON file of mode 600. Every write replaces the file as a whole, under a lock that all processes of
 * this program honour. A file that others can read is refused.
 */
public final class FileCredentialStore implements CredentialStore {

    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    /** A file lock belongs to the process, so threads of one process need a lock among themselves. */
    private static final ReentrantLock THREADS = new ReentrantLock();

    private static final JsonMapper MAPPER = Json.MAPPER
            .rebuild()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path file;
    private final Path folder;

    public FileCredentialStore(Path file) {
        this.file = file.toAbsolutePath();
        this.folder = Objects.requireNonNullElse(this.file.getParent(), this.file);
    }

    /** {@code gatehouse/credentials.json} under {@code XDG_CONFIG_HOME}, or under {@code ~/.config}. */
    public static Path defaultFile(Map<String, String> environment) {
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        // The XDG specification says that a relative path is to be ignored.
        Path folder = Path.of(configured).isAbsolute()
                ? Path.of(configured)
                : Path.of(System.getProperty("user.home"), ".config");
        return folder.resolve("gatehouse").resolve("credentials.json");
    }

    @Override
    public Credentials read() {
        try {
            refuseIfOthersCanRead();
            return MAPPER.readValue(Files.readString(file), Credentials.class);
        } catch (NoSuchFileException notYet) {
            return Credentials.NONE;
        } catch (JacksonException damaged) {
            throw new Failure(
                    Step.STORE,
                    file + " is not what this program wrote. Move it away, and sign in again with connect.");
        } catch (IOException unreadable) {
            throw new Failure(Step.STORE, file + " cannot be read: " + unreadable.getMessage());
        }
    }

    @Override
    public <T> T update(Function<Credentials, Changed<T>> change) {
        THREADS.lock();
        try {
            createFolder();
            Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
            try (FileChannel channel = FileChannel.open(lockFile, EnumSet.of(CREATE, WRITE), ownerOnly(OWNER_FILE));
                    FileLock held = channel.lock()) {
                Credentials before = read();
                Changed<T> changed = change.apply(before);
                if (!changed.credentials().equals(before)) {
                    write(changed.credentials());
                }
                return changed.result();
            }
        } catch (IOException unwritable) {
            throw new Failure(Step.STORE, file + " cannot be written: " + unwritable.getMessage());
        } finally {
            THREADS.unlock();
        }
    }

    private void write(Credentials credentials) throws IOException {
        Path fresh = Files.createTempFile(folder, ".credentials", ".tmp", ownerOnly(OWNER_FILE));
        try {
            try (FileChannel channel = FileChannel.open(fresh, WRITE)) {
                channel.write(ByteBuffer.wrap(MAPPER.writeValueAsBytes(credentials)));
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void createFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownerOnly(OWNER_FOLDER));
        }
    }

    private void refuseIfOthersCanRead() throws IOException {
        if (isPosix() && !OWNER_FILE.containsAll(Files.getPosixFilePermissions(file))) {
            throw new Failure(
                    Step.STORE,
                    file + " is open to other accounts ("
                            + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                            + "). Run chmod 600 on it, or sign in afresh.");
        }
    }

    private FileAttribute<?>[] ownerOnly(Set<PosixFilePermission> permissions) {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
