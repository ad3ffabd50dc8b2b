package dev.sqlane.sqlite.traps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that locks and overwrites bytes of one of a database's files, as another SQLite in the midst of a recovery, of
 * a checkpoint or of closing would. A process of its own, since closing a file drops all locks that its process has on it.
 *
 * <p>It obeys the lines {@code lock POSITION LENGTH}, {@code zero POSITION LENGTH} and {@code release}.
 */
final class LockHolder implements AutoCloseable {
    /** Where the lock bytes begin in {@code -shm}: writing, checkpointing, recovering, and one for each of five read marks. */
    static final int WRITE_BYTE = 120;

    static final int RECOVER_BYTE = 122;
    static final int READ_BYTES = 123;
    static final int READ_BYTE_COUNT = 5;

    /** The bytes of the database file that each connection locks, shared, for as long as it is open in WAL mode. */
    static final int SHARED_BYTES = 0x40000002;

    static final int SHARED_BYTE_COUNT = 510;

    private final ForeignProcess process;

    private LockHolder(ForeignProcess process) {
        this.process = process;
    }

    static LockHolder of(Path file) throws Exception {
        LockHolder holder = new LockHolder(new ChildJvm(LockHolder.class, file.getParent()).start(file.toString()));
        holder.expect("ready");
        return holder;
    }

    /** Locks bytes exclusively. */
    void lock(int position, int length) throws Exception {
        process.send("lock " + position + " " + length);
        expect("locked");
    }

    void zero(int position, int length) throws Exception {
        process.send("zero " + position + " " + length);
        expect("written");
    }

    /** Gives all locks back. */
    void release() throws Exception {
        process.send("release");
        expect("released");
    }

    private void expect(String answer) throws Exception {
        String got = process.answer();
        if (!got.equals(answer)) {
            throw new AssertionError("the lock holder said \"" + got + "\" instead of \"" + answer + "\"");
        }
    }

    @Override
    public void close() {
        process.close();
    }

    public static void main(String[] arguments) throws IOException {
        List<FileLock> locks = new ArrayList<>();
        try (FileChannel channel =
                        FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ, StandardOpenOption.WRITE);
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("# ready");
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println("# " + obey(line.split(" ", -1), channel, locks));
            }
        }
    }

    private static String obey(String[] words, FileChannel channel, List<FileLock> locks) throws IOException {
        switch (words[0]) {
            case "lock" -> {
                FileLock lock = channel.tryLock(Long.parseLong(words[1]), Long.parseLong(words[2]), false);
                if (lock == null) {
                    return "taken";
                }
                locks.add(lock);
                return "locked";
            }
            case "zero" -> {
                ByteBuffer zeros = ByteBuffer.allocate(Integer.parseInt(words[2]));
                int written = channel.write(zeros, Long.parseLong(words[1]));
                return zeros.limit() == written ? "written" : "only " + written;
            }
            case "release" -> {
                for (FileLock lock : locks) {
                    lock.release();
                }
                locks.clear();
                return "released";
            }
            default -> {
                return "unknown";
            }
        }
    }
}
