using System.Runtime.InteropServices;

namespace TurtlGraph.Benchmarks;

/// <summary>A table of blobs by number in a database of SQLite, through the system's library: a peer of the disk store.</summary>
internal sealed unsafe partial class SqliteTable : IDisposable
{
    private const string Library = "libsqlite3.so.0";
    private const int Ok = 0;
    private const int Row = 100;
    private const int Done = 101;

    private readonly nint _database;
    private readonly nint _select;

    private SqliteTable(nint database)
    {
        _database = database;
        Run("pragma journal_mode = wal");
        Run("pragma synchronous = normal");
        Run("pragma mmap_size = 268435456");
        Run("create table records (id integer primary key, bytes blob)");
        _select = Prepare("select bytes from records where id = ?");
    }

    /// <summary>Null, with the reason, when the system has no SQLite.</summary>
    public static SqliteTable? TryOpen(string path, out string refusal)
    {
        refusal = "";
        try
        {
            if (Open(path, out nint database) == Ok)
            {
                return new SqliteTable(database);
            }

            refusal = "it cannot open a database";
        }
        catch (DllNotFoundException error)
        {
            refusal = error.Message;
        }

        return null;
    }

    public void Put(int[] ids, ReadOnlySpan<byte> bytes)
    {
        Run("begin");
        nint insert = Prepare("insert or replace into records values (?, ?)");
        fixed (byte* start = bytes)
        {
            foreach (int id in ids)
            {
                Check(BindNumber(insert, 1, id), Ok);
                Check(BindBlob(insert, 2, start, bytes.Length, 0), Ok);
                Check(Step(insert), Done);
                Check(Reset(insert), Ok);
            }
        }

        _ = Finish(insert);
        Run("commit");
    }

    public int Get(int id, Span<byte> destination)
    {
        Check(BindNumber(_select, 1, id), Ok);
        Check(Step(_select), Row);
        int length = BlobLength(_select, 0);
        new ReadOnlySpan<byte>(Blob(_select, 0), length).CopyTo(destination);
        Check(Reset(_select), Ok);
        return length;
    }

    public void Dispose()
    {
        _ = Finish(_select);
        _ = Close(_database);
    }

    private void Run(string sql) => Check(Execute(_database, sql, 0, 0, 0), Ok);

    private nint Prepare(string sql)
    {
        Check(Prepare(_database, sql, -1, out nint statement, 0), Ok);
        return statement;
    }

    private static void Check(int code, int wanted)
    {
        if (code != wanted)
        {
            throw new InvalidOperationException($"SQLite answers {code}.");
        }
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, out nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_exec", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(nint database, string sql, nint callback, nint argument, nint error);

    [LibraryImport(Library, EntryPoint = "sqlite3_prepare_v2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Prepare(nint database, string sql, int bytes, out nint statement, nint tail);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    private static partial int BindNumber(nint statement, int index, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    private static partial int BindBlob(nint statement, int index, byte* value, int bytes, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    private static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    private static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    private static partial byte* Blob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    private static partial int BlobLength(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_finalize")]
    private static partial int Finish(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_close")]
    private static partial int Close(nint database);
}
