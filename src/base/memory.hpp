// How this process takes memory from the system and gives it back.
#pragma once

namespace haidang {

// First thing in main, before threads. Large blocks (deliveries, chunks, answers) come from the
// heap and stay there when they are freed, so that the next one finds its pages in place; the
// allocator's defaults return them to the system each time and zero them again, which took a third
// of a busy node's time. Few arenas, for each keeps what it was given. What a quiet server holds it
// gives back by malloc_trim (http/server.cpp).
void keep_freed_memory();

}  // namespace haidang
