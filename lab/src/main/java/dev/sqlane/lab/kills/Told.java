package dev.sqlane.lab.kills;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;

/**
 * What the threads of a process were told, in a file: for each the number of its last unit that was acknowledged, and what was committed
 * in all. The process writes through a mapping, so that noting a number takes no system call, and what it noted outlives it: a kill
 * takes the process away from the pages, not the pages. The laboratory reads the file.
 */
final class Told {
    private static final VarHandle NUMBER =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer numbers;
    private final int threads;

    private Told(ByteBuffer numbers, int threads) {
        this.numbers = numbers.order(ByteOrder.nativeOrder());
        this.threads = threads;
    }

    /** Makes or empties the file: nobody was told anything. */
    static void create(Path file, int threads) throws IOException {
        Files.write(file, new byte[size(threads)]);
    }

    /** Returns what is in the file now. */
    static Told read(Path file, int threads) throws IOException {
        return new Told(ByteBuffer.wrap(Files.readAllBytes(file)), threads);
    }

    /** Maps the file, to note in it. */
    static Told map(Path file, int threads) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Told(channel.map(FileChannel.MapMode.READ_WRITE, 0, size(threads)), threads);
        }
    }

    private static int size(int threads) {
        return (threads + 2) * Long.BYTES;
    }

    /** Notes that the units of a thread up to that number are done. */
    void note(int thread, int number) {
        NUMBER.setVolatile(numbers, thread * Long.BYTES, (long) number);
    }

    /** Notes how many units were committed, and in how many transactions. */
    void noteCommits(long units, long transactions) {
        NUMBER.setVolatile(numbers, threads * Long.BYTES, units);
        NUMBER.setVolatile(numbers, (threads + 1) * Long.BYTES, transactions);
    }

    /** Returns the number of a thread's last unit that was acknowledged; 0 for none. */
    int last(int thread) {
        return Math.toIntExact(numbers.getLong(thread * Long.BYTES));
    }

    /** Returns how many units were committed, as of thread 0's last one. */
    long units() {
        return numbers.getLong(threads * Long.BYTES);
    }

    /** Returns in how many transactions. */
    long transactions() {
        return numbers.getLong((threads + 1) * Long.BYTES);
    }

    /** Returns how many units were acknowledged, to all threads together. */
    long acknowledged() {
        return IntStream.range(0, threads).mapToLong(this::last).sum();
    }
}
