namespace TurtlGraph.Ecs;

/// <content>Making the recorded changes.</content>
public sealed unsafe partial class CommandBuffer
{
    /// <summary>
    /// Makes the recorded changes in their order and empties the buffer. Must not be called while a query is iterated.
    /// </summary>
    /// <exception cref="Memory.ArenaExhaustedException">The world is full; the commands after that are dropped.</exception>
    public void Playback()
    {
        if (_played || Count == 0)
        {
            return;
        }

        try
        {
            var at = _stream.Pointer;
            var end = at + _stream.Count;
            while (at < end)
            {
                var header = (CommandHeader*)at;
                if (!Play(header, at + sizeof(CommandHeader)))
                {
                    SkippedCommands++;
                }

                at += sizeof(CommandHeader) + Padded(header->ValueBytes);
            }
        }
        finally
        {
            _played = true;
            Count = 0;
        }
    }

    /// <summary>Makes one change; false when it was skipped.</summary>
    private bool Play(CommandHeader* command, byte* value)
    {
        if (command->Kind == CommandKind.Create)
        {
            _created.Add(_world.Create(_world.ArchetypeNumber(command->Component)));
            return true;
        }

        var entity = Resolve(command->Entity);
        return command->Kind switch
        {
            CommandKind.Destroy => _world.Destroy(entity),
            CommandKind.Add => _world.Add(entity, command->Component, value, command->ValueBytes),
            CommandKind.Remove => _world.Remove(entity, command->Component),
            CommandKind.Set => _world.Set(entity, command->Component, value, command->ValueBytes),
            _ => _world.Change(entity, command->Removed, command->Component, value, command->ValueBytes),
        };
    }
}
