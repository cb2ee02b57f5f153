//! Looking into files: pictures that we draw, and originals that are only handed out.

use thuocdo_base::Actor;
use thuocdo_files::{Kind, Pieces};

use super::{files, membership, unfit};
use crate::{ActionError, App};

/// Widths of pictures: a page to read, and one to look closer at.
pub const WIDTHS: [u32; 3] = [900, 1_400, 2_000];

/// An original to hand out.
pub struct Original {
    /// Its bytes, to be sent on as they come.
    pub pieces: Pieces,
    /// Name under which it was handed in.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its usual extension.
    pub extension: &'static str,
    /// Bytes.
    pub size: u64,
}

/// Draws a page of an item's file as a PNG.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who may not read the item or where there is no such page; a reason where it
/// cannot be drawn.
pub async fn picture(app: &App, actor: &Actor, id: &str, page: u64, zoom: usize) -> Result<Vec<u8>, ActionError> {
    let mut link = app.store.look().await?;
    let row = membership::seen(&mut link, actor, id).await?;
    drop(link);
    let sha256 = row.evidence.file.ok_or(ActionError::NotAllowed)?;
    let kind = row.kind.as_deref().and_then(Kind::of).filter(|kind| kind.is_drawn()).ok_or(ActionError::NotAllowed)?;
    if page == 0 || page > row.pages.unwrap_or_default() {
        return Err(ActionError::NotAllowed);
    }
    let width = WIDTHS.get(zoom).copied().unwrap_or(WIDTHS[0]);
    let drawn = files(app)?.draw(&sha256, kind, page, width).await.map_err(ActionError::system)?;
    drawn.map_err(|why| ActionError::Refused(vec![unfit(why)]))
}

/// Gives an item's original, to be handed out as an attachment and never shown.
///
/// # Errors
/// [`ActionError::NotAllowed`] for who may not read the item.
pub async fn original(app: &App, actor: &Actor, id: &str) -> Result<Original, ActionError> {
    let mut link = app.store.look().await?;
    let row = membership::seen(&mut link, actor, id).await?;
    let sha256 = row.evidence.file.ok_or(ActionError::NotAllowed)?;
    let kind = row.kind.as_deref().and_then(Kind::of).ok_or(ActionError::NotAllowed)?;
    let (media_type, extension) = (kind.media_type(), kind.word());
    let name = row.evidence.file_name.unwrap_or_default();
    let pieces = files(app)?.pieces(&sha256).await.map_err(ActionError::system)?;
    Ok(Original { pieces, name, media_type, extension, size: row.size.unwrap_or_default() })
}
